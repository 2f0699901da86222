"""One table while it is being restored."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from enum import StrEnum

from include.dump.load.load_job import LoadJob
from include.dump.load.table_summary import TableSummary
from include.dump.parse.column import ValueKind
from include.dump.parse.statement import Rows
from include.dump.parse.table_definition import TableDefinition


class TableStage(StrEnum):
    """How far a table is."""

    LOADING = "loading"
    FINISHING = "finishing"
    COMPLETE = "complete"
    FAILED = "failed"


@dataclass(slots=True)
class TableLoad:
    """State of one table; ``lock`` guards what several threads change.

    :param definition: the table.
    :param summary: what is known so far.
    :param sql_mode: the mode in which it was created, and its indexes are built.
    :param ordered: whether its jobs have to go in one after the other: the server numbers its rows.
    :param stream: number of the stream of the dump's reader that its rows come from.
    :param created: whether it was created: that waits for its first full job, or for its last row.
    """

    definition: TableDefinition
    summary: TableSummary
    stream: int = 0
    stage: TableStage = TableStage.LOADING
    rows_read: int = 0
    jobs: int = 0
    pending: int = 0
    closed: bool = False
    created: bool = False
    has_indexes: bool = False
    sql_mode: str = ""
    invalid_dates: bool = False
    empty_enums: bool = False
    explained: bool = False
    ordered: bool = False
    building: LoadJob | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def name(self) -> str:
        """The table's name."""
        return self.definition.name

    def add(self, rows: Rows, job_bytes: int) -> LoadJob | None:
        """Take rows; returns a job that is full or that the rows cannot be added to."""
        ready = None
        job = self.building
        if job is not None and (not job.takes(rows) or job.size + len(rows.text) > job_bytes):
            ready, job = job, None
        if job is None:
            job = self.building = LoadJob(self.definition, self.jobs, self.rows_read + 1)
            self.jobs += 1
        job.add(rows)
        self.ordered = self.ordered or rows.numbered
        self.rows_read += rows.count
        if not rows.loadable and not self.explained:
            self.explained = True
            self.summary.warnings.append(f"rows go by INSERT: {self._why_insert(rows)}")
        return ready

    def take_building(self) -> LoadJob | None:
        """Return the job that is not full yet, which is then the table's last so far."""
        job, self.building = self.building, None
        return job

    def _why_insert(self, rows: Rows) -> str:
        """Return why rows cannot be loaded by LOAD DATA."""
        if rows.session.no_backslash_escapes:
            return "the dump is written with NO_BACKSLASH_ESCAPES"
        if rows.session.narrower_charset:
            return f"the dump has its texts converted to {rows.session.narrower_charset}"
        if not rows.lexicon.loadable:
            return f"the dump is written in {rows.charset}"
        of_kind = {column.kind: column for column in reversed(self.definition.columns)}
        if column := of_kind.get(ValueKind.OTHER):
            return f"column {column.name} is {column.type_name}"
        return "some are not in the form that LOAD DATA reads as INSERT does"

    def fail(self, message: str) -> None:
        """Record the first thing that went wrong."""
        self.stage = TableStage.FAILED
        if self.summary.error is None:
            self.summary.error = message
