"""How the pipeline's numbers develop: sizes, durations, quality, coverage and freshness."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from include.health.history import History
from include.health.series import Series

# The tables that every number comes from.
CORE_TABLES: Final = ("movings", "tenants", "rooms", "apartments", "inquiries")
# A stage that never takes longer than this has no trend that anybody looks for.
_SHOWN_SECONDS: Final = 5.0
_NUMBER: Final = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTrend:
    """One quality rule over time.

    :param name: the rule.
    :param severity: ``error`` stops a publish, ``warn`` does not.
    :param threshold: what the value must be.
    :param status: newest result.
    :param measured: newest value, as it was recorded.
    :param series: its values, with the threshold as limit.
    """

    name: str
    severity: str
    threshold: str
    status: str
    measured: str
    series: Series


def trend_charts(history: History, first: date, last: date) -> dict[str, list[Series]]:
    """Return the charts by group.

    :param history: the ledger by day.
    :param first: first day.
    :param last: last day.
    """
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    restores = [(day, history.shown_restore(day)) for day in days]
    return {
        "Rows of the core tables": _core_tables(history, restores),
        "Size of the dump": [_dump_size(restores)],
        "Duration": _durations(history, days),
        "Freshness": _freshness(history, first, last),
    }


def rule_trends(history: History, first: date, last: date) -> list[RuleTrend]:
    """Return each quality rule's values against its threshold, rules that failed last first.

    :param history: the ledger by day.
    :param first: first day.
    :param last: last day.
    """
    points: dict[str, list[tuple[date, float | None]]] = defaultdict(list)
    newest: dict[str, dict[str, Any]] = {}
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        restore = history.shown_restore(day)
        for rule in history.rules_of(restore["restore_id"]) if restore else ():
            points[rule["rule_name"]].append((day, number_in(rule["measured"])))
            newest[rule["rule_name"]] = rule
    order = {"failed": 0, "waived": 1, "passed": 2}
    return [
        RuleTrend(
            name=name,
            severity=rule["severity"],
            threshold=rule["threshold"],
            status=rule["status"],
            measured=rule["measured"],
            series=Series(
                name=f"rule_{name}",
                title=name,
                unit="",
                points=tuple(points[name]),
                limit=number_in(rule["threshold"]),
                limit_label=rule["threshold"],
                zero_based=False,
            ),
        )
        for name, rule in sorted(newest.items(), key=lambda each: (order.get(each[1]["status"], 3), each[0]))
    ]


def snapshot_coverage(history: History, first: date, last: date) -> dict[str, Any]:
    """Return for each day whether its tenant snapshot is loaded, and the gaps as ranges.

    :param history: the ledger by day.
    :param first: first day.
    :param last: last day.
    """
    loaded = {
        row["snapshot_date"]: row["loaded_rows"]
        for row in history.document.rows("snapshots")
        if row["loaded_rows"] is not None
    }
    start = max(first, min(loaded, default=last))
    days = [start + timedelta(days=n) for n in range((last - start).days + 1)] if loaded else []
    gaps: list[list[date]] = []
    for day in days:
        if day in loaded:
            continue
        if gaps and gaps[-1][1] == day - timedelta(days=1):
            gaps[-1][1] = day
        else:
            gaps.append([day, day])
    return {
        "days": [{"day": day, "rows": loaded.get(day)} for day in days],
        "gaps": [{"from": gap[0], "to": gap[1]} for gap in gaps],
    }


def number_in(text: str) -> float | None:
    """Return the number in a measured value or a threshold: ``1,234``, ``0.9950`` or ``>= 0.99``."""
    found = _NUMBER.search(text)
    return float(found[0].replace(",", "")) if found else None


def _core_tables(history: History, restores: list[tuple[date, dict[str, Any] | None]]) -> list[Series]:
    series = []
    for table in CORE_TABLES:
        points = tuple(
            (day, history.tables_of(restore["restore_id"]).get(table) if restore else None)
            for day, restore in restores
        )
        series.append(Series(name=table, title=table, unit="rows", points=points, zero_based=False))
    return series


def _dump_size(restores: list[tuple[date, dict[str, Any] | None]]) -> Series:
    points = tuple(
        (day, restore["stored_bytes"] / 1_000_000 if restore else None) for day, restore in restores
    )
    return Series(name="dump_size", title="Dump in S3", unit="MB", points=points, zero_based=False)


def _durations(history: History, days: list[date]) -> list[Series]:
    whole: list[tuple[date, float | None]] = []
    stages: dict[str, list[tuple[date, float | None]]] = defaultdict(list)
    for day in days:
        runs = history.runs_of(day)
        newest = runs[-1] if runs else {}
        seconds = newest.get("seconds")
        whole.append((day, seconds / 60 if seconds else None))
        for stage, spent in (newest.get("stage_seconds") or {}).items():
            stages[stage].append((day, spent))
    return [
        Series(
            name="run",
            title="Whole run",
            unit="minutes",
            points=tuple(whole),
            # From the daily schedule, 07:00, to the time at which the run is due.
            limit=(history.due.hour - 7) * 60.0 + history.due.minute,
            limit_label=f"due at {history.due:%H:%M}",
        ),
        *(
            Series(name=f"stage_{name}", title=name, unit="seconds of task time", points=tuple(points))
            for name, points in sorted(stages.items(), key=lambda stage: -_longest(stage[1]))
            if _longest(points) >= _SHOWN_SECONDS
        ),
    ]


def _longest(points: list[tuple[date, float | None]]) -> float:
    return max(value or 0.0 for _, value in points)


def _freshness(history: History, first: date, last: date) -> list[Series]:
    points: dict[str, list[tuple[date, float | None]]] = defaultdict(list)
    limits: dict[str, float] = {}
    for row in history.document.rows("freshness"):
        if first <= row["measured_on"] <= last:
            points[row["source"]].append((row["measured_on"], row["age_days"]))
            limits[row["source"]] = row["limit_days"]
    return [
        Series(
            name=f"age_{source.replace(' ', '_')}",
            title=source,
            unit="days old",
            points=tuple(values),
            limit=limits[source],
            limit_label=f"limit {limits[source]:g} days",
        )
        for source, values in points.items()
    ]
