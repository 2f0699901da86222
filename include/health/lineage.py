"""Lineage as a person asks for it: from a dashboard back to the dump, from a dump forward to what it fed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from include.health.day_report import day_report
from include.health.document import Rows
from include.health.history import History
from include.health.lineage_graph import DUMP, KINDS


class Lineage:
    """What is made from what, and how many rows each had on a day.

    :param history: the ledger by day.
    :param day: JST day of the dump whose rows are shown.
    """

    def __init__(self, history: History, day: date) -> None:
        self._rows = {row["name"]: row for row in history.document.rows("lineage")}
        self._reads = {name: list(row["reads"]) for name, row in self._rows.items()}
        self._feeds: dict[str, list[str]] = defaultdict(list)
        for name, reads in self._reads.items():
            for each in reads:
                self._feeds[each].append(name)
        self.day = day
        self._report = day_report(history, day)
        self._counts = _counts(history, self._report)

    def __contains__(self, name: str) -> bool:
        return name in self._rows

    def names(self) -> dict[str, list[str]]:
        """Return what can be asked for: kind to names, in the order in which data passes them."""
        return {
            kind: names
            for kind in KINDS
            if (names := sorted(n for n, row in self._rows.items() if row["kind"] == kind))
        }

    def entry(self, name: str) -> dict[str, Any]:
        """Return one thing with its kind, description and rows."""
        row = self._rows[name]
        return {
            "name": name,
            "kind": row["kind"],
            "description": row["description"],
            "rows": self._counts.get(name),
        }

    def back(self, name: str) -> Rows:
        """Return what a thing is made of, to the dump; nearest first. ``steps`` is the longest way."""
        return self._walk(name, self._reads, "reads")

    def forward(self, name: str) -> Rows:
        """Return what a thing feeds, to the dashboards; nearest first."""
        return self._walk(name, self._feeds, "feeds")

    def edges(self) -> Rows:
        """Return the whole graph, a row for each thing and each thing that it reads."""
        return [
            {"name": name, "kind": row["kind"], "reads": read, "rows": self._counts.get(name)}
            for name, row in self._rows.items()
            for read in row["reads"] or [None]
        ]

    def origin(self) -> dict[str, Any]:
        """Return what became of the day's dump: object, restore, publications, snapshot, runs."""
        report = self._report
        return {
            "day": self.day,
            "status": report["status"],
            "dump": report["dump"],
            "publications": report["publications"],
            "snapshot": report["snapshot"],
            "runs": [run["run_id"] for run in report["runs"]],
            "gold_day": report["gold_day"],
        }

    def _walk(self, start: str, edges: Mapping[str, list[str]], column: str) -> Rows:
        """Go through a graph without circles, each thing as far away as its longest way."""
        steps, number, current = {start: 0}, 0, {start}
        while current:
            number += 1
            current = {name for each in current for name in edges.get(each, [])}
            steps.update(dict.fromkeys(current, number))
        found = sorted(
            (far, KINDS.index(self._rows[name]["kind"]), name) for name, far in steps.items() if far
        )
        return [
            {"steps": far, **self.entry(name), column: sorted(edges.get(name, []))} for far, _, name in found
        ]


def _counts(history: History, report: Mapping[str, Any]) -> dict[str, int]:
    """Return name to rows, as far as the day's run recorded them."""
    counts: dict[str, int] = {}
    restore = report["dump"]
    if restore is not None:
        counts[DUMP] = restore["row_count"]
        tables = history.tables_of(restore["restore_id"])
        counts |= {f"staging.{table}": rows for table, rows in tables.items()}
    for layer, layer_tables in report["layer_rows"].items():
        counts |= {f"{layer}.{table}": rows for table, rows in layer_tables.items()}
    return counts | dict(report["spice_rows"])
