"""From the events of a scanner to tables and loading jobs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

import pymysql

from include.dump.errors import RestoreTableError
from include.dump.load.definition_session import definition_session
from include.dump.load.load_connection import LoadConnection
from include.dump.load.load_job import LoadJob
from include.dump.load.options import RestoreOptions
from include.dump.load.restore_state import RestoreState
from include.dump.load.server_session import ServerSession
from include.dump.load.small_tables import SMALL_BYTES, SmallTables
from include.dump.load.table_creation import create_table
from include.dump.load.table_load import TableLoad, TableStage
from include.dump.load.table_summary import TableSummary
from include.dump.load.worker_pool import WorkerPool
from include.dump.parse.alteration import Alteration
from include.dump.parse.dump_reader import DumpReader
from include.dump.parse.session import DumpSession
from include.dump.parse.statement import OBJECT_KINDS, Rows, Statement, StatementKind
from include.dump.parse.table_definition import TableDefinition
from include.mysql.errors import LOST, error_code, reason
from include.mysql.identifiers import quoted

_WAIT_SECONDS = 5.0
_COUNTER = re.compile(r" AUTO_INCREMENT=\d+")


class TableLoader:
    """Makes tables, hands their rows to the pool, and closes each table behind its last row.

    :param control: the session that makes tables, in the target schema.
    :param pool: where jobs go.
    :param state: the restore's memory on the server.
    :param kept: complete tables of an earlier try.
    :param indexed: tables that need all their indexes from the beginning: foreign keys point to them.
    :param left_out: tables that the dump itself replaces by views.
    :param options: the sql_mode and time zone of sessions, and how much text is one job.
    """

    def __init__(
        self,
        control: ServerSession,
        pool: WorkerPool,
        state: RestoreState,
        *,
        kept: Mapping[str, TableSummary],
        indexed: set[str],
        left_out: frozenset[str],
        options: RestoreOptions,
    ) -> None:
        self._options, self._left_out = options, left_out
        self._control, self._pool, self._state = control, pool, state
        self._reused, self._indexed, self._job_bytes = kept, indexed, options.job_bytes
        self._runs: dict[str, TableLoad] = {}
        self._offsets: dict[str, int] = {}
        self._seen: Counter[str] = Counter()
        self._skipped: set[tuple[str, str]] = set()
        self._current: dict[int, TableLoad] = {}
        self._alterations: list[Alteration] = []
        self._small: defaultdict[int, SmallTables] = defaultdict(SmallTables)
        self.databases: set[str] = set()

    @property
    def skipped(self) -> dict[str, int]:
        """How many objects of each kind were passed over."""
        return dict(Counter(kind for kind, _ in self._skipped))

    @property
    def tables_done(self) -> int:
        """Number of complete tables."""
        return sum(run.stage is TableStage.COMPLETE for run in self._runs.values()) + len(self._reused)

    def summaries(self) -> list[TableSummary]:
        """Return what is known of each table, in the order of the dump."""
        found = {**self._reused, **{name: run.summary for name, run in self._runs.items()}}
        return [found[name] for name in sorted(self._offsets, key=lambda name: self._offsets[name])]

    def read(self, reader: DumpReader, stream: int, meanwhile: Callable[[], None]) -> None:
        """Act on what comes in a stream until a job has been handed over or the stream ends.

        :param reader: reads the streams.
        :param stream: the number of the stream.
        :param meanwhile: called often.
        :raises DumpError: if the restore cannot go on.
        """
        before = self._pool.submitted
        while self._pool.submitted == before:
            event = reader.next_event(stream)
            if event is None:
                self._close(stream)
                self._submit_small(stream)
                return
            if isinstance(event, Rows):
                self._rows(event, stream)
            elif isinstance(event, Statement):
                self._statement(event, stream)
            meanwhile()

    def alter_tables(self) -> None:
        """Do to the tables what the dump does behind their rows; nothing else is at work any more."""
        for alteration in self._alterations:
            run = self._runs.get(alteration.table)
            if run is not None and run.stage is TableStage.COMPLETE:
                self._alter(run, alteration)

    def _alter(self, run: TableLoad, alteration: Alteration) -> None:
        session = alteration.session
        found: list[str] = []

        def attempt(connection: LoadConnection, number: int) -> None:
            checks = int(alteration.adds_foreign_keys and session.checks_foreign_keys)
            connection.query(f"SET SESSION foreign_key_checks = {checks}")
            with definition_session(connection, session, self._options):
                found.append(_definition(connection, run.name))
                # Unless an earlier try went through although its answer was lost: a key without a name would
                # be added once more under another one.
                if found[-1] == found[0]:
                    connection.query(alteration.statement())
            connection.query("SET SESSION foreign_key_checks = 0")

        try:
            self._control.run(attempt)
        except pymysql.err.MySQLError as error:
            if error_code(error) in LOST:
                raise
            run.fail(f"Table {run.name} cannot be altered as the dump does: {reason(error)}.")

    def _close(self, stream: int) -> None:
        """Close the table whose rows came last in a stream."""
        run = self._current.pop(stream, None)
        if run is None:
            return
        job = run.take_building()
        if run.stage is TableStage.FAILED:
            return
        if _is_small(run, job):
            run.has_indexes = run.closed = True
            self._small[stream].loads.append((run, job))
            if self._small[stream].is_full:
                self._submit_small(stream)
            return
        self._create(run)
        if job is not None:
            self._submit(run, job)
        self._pool.close_table(run)

    def _submit(self, run: TableLoad, job: LoadJob) -> None:
        self._create(run)
        if run.stage is not TableStage.FAILED:
            self._pool.submit(run, job)

    def _submit_small(self, stream: int) -> None:
        if tables := self._small.pop(stream, None):
            self._pool.submit_small(tables)

    def errors(self) -> list[str]:
        """Return what keeps the restore from being complete, when everything is done."""
        found = [summary.error for summary in self.summaries() if summary.error is not None]
        for name, summary in self._reused.items():
            if self._seen[name] != summary.rows:
                self._reopen_on_server(name)
                found.append(f"Table {name} was kept with {summary.rows:,} of {self._seen[name]:,} rows.")
        ended = {TableStage.COMPLETE, TableStage.FAILED}
        found += [f"Table {r.name} is not complete." for r in self._runs.values() if r.stage not in ended]
        return found

    def _statement(self, statement: Statement, stream: int) -> None:
        if statement.name in self._left_out and statement.kind is not StatementKind.VIEW:
            return
        if statement.alteration is not None:
            self._alterations.append(statement.alteration)
        elif statement.table is not None:
            self._close(stream)
            self._offsets.setdefault(statement.name, statement.offset)
            self._make(statement.table, statement.session, stream)
        elif statement.kind is StatementKind.DATABASE:
            self.databases.add(statement.name)
        elif statement.kind in OBJECT_KINDS:
            self._skipped.add((statement.kind.value, statement.name))

    def _make(self, definition: TableDefinition, session: DumpSession, stream: int) -> None:
        name = definition.name
        if name in self._reused:
            return
        if name in self._runs:
            raise RestoreTableError(f"The dump makes table {name} twice.", "Have the dump made again.")
        mode = self._options.session_mode(session, lenient=True)
        run = TableLoad(
            definition, TableSummary(name), stream, has_indexes=name in self._indexed, sql_mode=mode
        )
        self._current[stream] = self._runs[name] = run

    def _create(self, run: TableLoad) -> None:
        """Create a table that is not small, unless it is there: that shows with its first full job."""
        if run.created or run.stage is TableStage.FAILED:
            return
        try:
            self._control.run(lambda c, number: create_table(c, run, self._options, again=number > 1))
        except RestoreTableError as error:
            run.fail(error.problem)

    def _rows(self, rows: Rows, stream: int) -> None:
        if stream in self._current and self._current[stream].name != rows.table:
            self._close(stream)
        if rows.table in self._left_out:
            return
        if rows.table in self._reused:
            self._seen[rows.table] += rows.count
            return
        self._current[stream] = run = self._runs[rows.table]
        if run.closed and run.stage is not TableStage.FAILED:
            self._reopen(run)
        job = run.add(rows, self._job_bytes)
        if job is not None:
            self._submit(run, job)

    def _reopen(self, run: TableLoad) -> None:
        """Take more rows of a table that was thought to be complete: the dump mixes tables."""
        for stream in list(self._small):
            self._submit_small(stream)
        while not self._pool.queue.wait(_WAIT_SECONDS):
            pass
        self._reopen_on_server(run.name)
        if run.stage is TableStage.COMPLETE:
            run.stage, run.closed = TableStage.LOADING, False

    def _reopen_on_server(self, name: str) -> None:
        self._control.run(lambda connection, _: self._state.reopen_tables(connection, [name]))


def _definition(connection: LoadConnection, table: str) -> str:
    """Return a table's definition, but for the number of its next row: a restart of the server may change it.

    The name is sent as the dump's own statements send it, whose session reads it.
    """
    with connection.cursor() as cursor:
        cursor.execute(b"SHOW CREATE TABLE " + quoted(table).encode("utf-8", "surrogateescape"))
        row = cursor.fetchone()
    assert row is not None
    return _COUNTER.sub("", str(row[1]))


def _is_small(run: TableLoad, job: LoadJob | None) -> bool:
    """Tell whether a table goes in together with others: with all its rows in a job that can be undone."""
    alone = run.created or run.ordered or not run.definition.transactional
    return not alone and (job is None or job.size <= SMALL_BYTES)
