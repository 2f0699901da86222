"""The ledger by day: what became of each dump."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from include.clock import TOKYO, tokyo_today
from include.freshness.lateness import expected_day
from include.health.airflow_run import AirflowRun
from include.health.day_status import DayStatus
from include.health.document import HealthDocument, Rows
from include.settings import Settings

# Tasks whose failure means that a dump was refused, not that something broke.
_REFUSING_TASKS: Final = frozenset({"preflight", "check_staging"})
_SHOWN_ACTIONS: Final = frozenset({"publish", "healed", "roll back", "roll back table"})


class History:
    """The document's rows by day, and what they say together.

    :param document: what the ledger said when it was read.
    :param airflow_runs: runs of the pipeline that the orchestrator knows, newest first.
    :param settings: when a run is due.
    :param now: timezone-aware time of the look.
    """

    def __init__(
        self,
        document: HealthDocument,
        airflow_runs: Sequence[AirflowRun],
        settings: Settings,
        now: datetime,
    ) -> None:
        self.document = document
        self.airflow_runs = tuple(airflow_runs)
        self.now = now
        self.due: time = settings.run_due_time
        self.publications: Rows = [p for p in document.rows("publications") if p["action"] in _SHOWN_ACTIONS]
        self._publications = _by(self.publications, "dump_date")
        self._restores = _by(document.rows("restores"), "dump_date")
        self._runs = _by(document.rows("runs"), "dump_date")
        self._rules = _by(document.rows("rules"), "restore_id")
        self._tables: dict[str, dict[str, int]] | None = None

    @property
    def published(self) -> dict[str, Any] | None:
        """The publication that readers see; None before the first."""
        return self.publications[-1] if self.publications else None

    @property
    def today(self) -> date:
        """The calendar day in Tokyo."""
        return tokyo_today(self.now)

    @property
    def expected(self) -> date:
        """The newest day whose run must be done by now."""
        return expected_day(self.now, self.due)

    @property
    def first_day(self) -> date | None:
        """The first day that the ledger knows."""
        return min(self._restores | self._publications, default=None)

    @property
    def gold_day(self) -> date | None:
        """The day of the dump that gold was built from; None before it was built for the first time."""
        rows = self.document.rows("gold")
        return rows[0]["gold_day"] if rows else None

    @property
    def newest_day(self) -> date | None:
        """The newest day of which anything is known."""
        known = {*self._restores, *self._publications, *(run.day for run in self.airflow_runs)}
        return max(known, default=None)

    def publications_of(self, day: date) -> Rows:
        """Return the publications of the dump of a day, oldest first."""
        return self._publications.get(day, [])

    def restores_of(self, day: date) -> Rows:
        """Return the restores of the dumps of a day, oldest first."""
        return self._restores.get(day, [])

    def runs_of(self, day: date) -> Rows:
        """Return the recorded runs of a day, by the time they ended."""
        return self._runs.get(day, [])

    def airflow_runs_of(self, day: date) -> list[AirflowRun]:
        """Return what the orchestrator knows of the runs of a day, newest first."""
        return [run for run in self.airflow_runs if run.day == day]

    def rules_of(self, restore_id: str) -> Rows:
        """Return what the quality rules measured on a restored dump."""
        return self._rules.get(restore_id, [])

    def tables_of(self, restore_id: str) -> dict[str, int]:
        """Return table to rows of a restored dump."""
        if self._tables is None:
            self._tables = defaultdict(dict)
            for row in self.document.rows("tables"):
                self._tables[row["restore_id"]][row["table_name"]] = row["row_count"]
        return self._tables.get(restore_id, {})

    def shown_restore(self, day: date) -> dict[str, Any] | None:
        """Return the restore of a day that counts: the one published last, else the newest."""
        restores = self.restores_of(day)
        published = [p["restore_id"] for p in self.publications_of(day)]
        counted = [r for r in restores if published and r["restore_id"] == published[-1]]
        found = counted or restores
        return found[-1] if found else None

    def due_at(self, day: date) -> datetime:
        """Return the time at which the run of a day is due."""
        return datetime.combine(day, self.due, TOKYO)

    def status(self, day: date) -> DayStatus:
        """Return what became of the dump of a day."""
        if self.publications_of(day):
            return self._published_status(day)
        runs = self.airflow_runs_of(day)
        if runs and runs[0].state in {"queued", "running"}:
            return DayStatus.RUNNING
        if self._was_refused(day):
            return DayStatus.REFUSED
        if self.restores_of(day) or (runs and runs[0].state == "failed"):
            return DayStatus.FAILED
        if day > self.expected:
            return DayStatus.NOT_DUE
        first = self.first_day
        return DayStatus.MISSING if first and day > first else DayStatus.NO_RECORD

    def calendar(self, until: date, days: int) -> list[tuple[date, DayStatus]]:
        """Return the days up to one, oldest first, each with what became of it."""
        return [(day, self.status(day)) for n in range(days) if (day := until - timedelta(days=days - 1 - n))]

    def _published_status(self, day: date) -> DayStatus:
        newest = self.publications_of(day)[-1]
        if any(
            later["action"] == "roll back" and later["replaced_dump_date"] == day
            for later in self.publications
            if later["publication_id"] > newest["publication_id"]
        ):
            return DayStatus.ROLLED_BACK
        done = [run["ended_at"] for run in self.runs_of(day) if run["state"] == "success" and run["ended_at"]]
        if not done:
            runs = self.airflow_runs_of(day)
            running = runs and runs[0].state in {"queued", "running"}
            return DayStatus.RUNNING if running else DayStatus.FAILED
        # A roll-back is a person's decision as well, but about the day that it replaced.
        published = [p for p in self.publications_of(day) if p["action"] != "roll back"]
        if published and published[-1]["overrides"]:
            return DayStatus.WAIVED
        return DayStatus.LATE if min(done) > self.due_at(day) else DayStatus.PUBLISHED

    def _was_refused(self, day: date) -> bool:
        runs = self.airflow_runs_of(day)
        if runs and _REFUSING_TASKS.intersection(runs[0].failed_tasks):
            return True
        return any(
            rule["severity"] == "error" and rule["status"] == "failed"
            for restore in self.restores_of(day)
            for rule in self.rules_of(restore["restore_id"])
        )


def _by(rows: Rows, column: str) -> dict[Any, Rows]:
    found: dict[Any, Rows] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return dict(found)
