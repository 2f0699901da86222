"""Restoring a mysqldump file into one schema: fast, exactly, and again from where it stopped."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pymysql

from include.dump.dump_stream import DumpStream
from include.dump.errors import RestoreCancelledError, RestoreTableError, RestoreTargetError
from include.dump.inspection import check_end, check_origin, check_tables, inspect_dump, single_database
from include.dump.load_connection import LoadConnection
from include.dump.memory import peak_memory_mb
from include.dump.mysql_errors import error_code, reason
from include.dump.options import RestoreOptions
from include.dump.progress import RestoreProgress
from include.dump.read_ahead import ReadAhead
from include.dump.report import DumpReport
from include.dump.restore_lock import RestoreLock
from include.dump.restore_state import RestoreState, end_threads
from include.dump.scanner import DumpScanner
from include.dump.server_facts import ServerFacts
from include.dump.server_session import ServerSession
from include.dump.source import DumpSource
from include.dump.statement import OBJECT_KINDS, Rows, Statement, StatementKind
from include.dump.summary import RestoreSummary
from include.dump.table_definition import TableDefinition, quote
from include.dump.table_run import TableRun, TableStage
from include.dump.table_summary import TableSummary
from include.dump.target_schema import TargetSchema
from include.dump.verification import verify_checksums
from include.dump.worker_pool import WorkerPool
from include.warehouse.target import WarehouseTarget

log = logging.getLogger(__name__)

_READ_AHEAD = 3
_LOCK_CHECK_SECONDS = 20.0

Progress = Callable[[RestoreProgress], None]


def restore_dump(
    source: DumpSource,
    target: WarehouseTarget,
    schema: str,
    options: RestoreOptions | None = None,
    progress: Progress | None = None,
) -> RestoreSummary:
    """Restore a dump into a schema; see :class:`DumpRestore`."""
    return DumpRestore(source, target, schema, options, progress).run()


class DumpRestore:
    """One restore. :meth:`run` does it, :meth:`cancel` stops it from another thread or a signal handler.

    :param source: the dump: a :class:`LocalFileSource` or :class:`S3ObjectSource`.
    :param target: server and user; needs no more than rights on ``schema`` and the state schema.
    :param schema: the schema to restore into; made if missing. Whatever an earlier restore left there is
        dropped, unless it is a complete table of the same object version.
    :param options: how.
    :param progress: called every few seconds; the default logs a line.
    """

    def __init__(
        self,
        source: DumpSource,
        target: WarehouseTarget,
        schema: str,
        options: RestoreOptions | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._source, self._target = source, target
        self._schema = TargetSchema(schema)
        self._options = options or RestoreOptions()
        self._progress = progress or (lambda report: log.info("%s", report.line()))
        self._state = RestoreState(self._options.state_schema, schema)
        self._lock = RestoreLock(schema, self._state)
        self._cancelled = threading.Event()
        self._control = self._session(None)
        self._runs: dict[str, TableRun] = {}
        self._done: dict[str, TableSummary] = {}
        self._seen: Counter[str] = Counter()
        self._skipped: set[tuple[str, str]] = set()
        self._warnings: list[str] = []
        self._databases: list[str] = []
        self._order: list[str] = []
        self._pool: WorkerPool | None = None
        self._stream = DumpStream(source)
        self._next_report = 0.0
        self._next_lock_check = 0.0
        self._stage_started = 0.0

    def run(self) -> RestoreSummary:
        """Restore the dump.

        :returns: what was done; every table is complete.
        :raises DumpError: a subclass that says what is wrong and what to do. Up to and including the inspection
            nothing was touched; afterwards the schema holds the tables that are complete, and a retry goes on.
        """
        started, cpu = time.monotonic(), time.process_time()
        self._stage_started = started
        report = self._inspect()
        try:
            facts = self._control.run(lambda connection, _: self._prepare(connection, report))
            self._pool = self._make_pool(facts)
            self._load(report)
            self._check_complete(report)
            self._control.run(lambda connection, _: self._state.forget_sessions(connection))
        except pymysql.err.MySQLError as error:
            raise RestoreTargetError(
                f"The server {self._target.host} cannot be used: {reason(error)}.",
                "Check the user's rights on the schema and on the state schema, and that the server is up.",
            ) from error
        except BaseException:
            if self._pool is not None:
                self._pool.abort(_stopped())
            raise
        finally:
            self._end()
        return RestoreSummary(
            schema=self._schema.name,
            report=report,
            tables=tuple(self._summaries()),
            skipped=dict(Counter(kind for kind, _ in self._skipped)),
            seconds=time.monotonic() - started,
            client_cpu_seconds=time.process_time() - cpu,
            peak_memory_mb=peak_memory_mb(),
            connections=self._options.connections,
            warnings=tuple(self._warnings),
        )

    def cancel(self) -> None:
        """Stop the restore: its server threads are killed, its statements rolled back."""
        self._cancelled.set()
        sessions = list(self._pool.sessions) if self._pool is not None else []
        ids = [thread for session in sessions if (thread := session.thread_id) is not None]
        if self._pool is not None:
            self._pool.abort(_stopped())
        if ids:
            connection = LoadConnection.to(self._target, None, self._options.sql_mode)
            try:
                end_threads(connection, ids, self._schema.name)
            finally:
                connection.close()

    # Stages

    def _inspect(self) -> DumpReport:
        options = self._options
        report = options.report
        if report is not None and report.identity == self._source.identity:
            check_origin(report.database, options.manifest, options.expected_database, report.uri)
            check_tables(report, options.manifest, options.expected_tables)
            return report
        return inspect_dump(
            self._source,
            manifest=options.manifest,
            expected_database=options.expected_database,
            expected_tables=options.expected_tables,
            full=options.full_inspection,
            charset=options.charset,
            progress=self._inspected,
        )

    def _prepare(self, connection: LoadConnection, report: DumpReport) -> ServerFacts:
        """Get the schema ready: only complete tables of the same object version are left in it."""
        facts = ServerFacts.of(connection)
        facts.check(report)
        self._state.prepare(connection)
        self._lock.acquire(connection)
        self._state.end_sessions(connection)
        self._schema.create(connection)
        if not self._options.overwrite and not self._state.holder(connection):
            self._schema.refuse_if_foreign(connection)
        done = self._state.begin(connection, self._source.identity) or {}
        done = {} if self._options.fresh else done
        present = self._schema.tables(connection)
        self._done = {name: summary for name, summary in done.items() if present.get(name) == "BASE TABLE"}
        self._state.keep_only(connection, set(self._done))
        self._schema.drop_all_but(connection, self._done)
        self._control.use_schema(self._schema.name)
        return facts

    def _make_pool(self, facts: ServerFacts) -> WorkerPool:
        if not facts.local_infile:
            self._warn(
                "local_infile is off on the server: all rows go by INSERT, which takes about twice as long."
            )
        return WorkerPool(
            lambda: self._session(self._schema.name),
            self._options.connections,
            self._state,
            use_load=facts.local_infile,
        )

    def _load(self, report: DumpReport) -> None:
        assert self._pool is not None
        self._stage_started = self._next_lock_check = time.monotonic()
        referenced = {name for d in report.definitions.values() for name in d.references}
        self._pool.start()
        with ReadAhead(self._stream.text(), _READ_AHEAD) as pieces:
            scanner = DumpScanner(pieces, charset=self._options.charset)
            current: TableRun | None = None
            for event in scanner:
                if isinstance(event, Rows):
                    current = self._rows(event, current)
                elif isinstance(event, Statement):
                    current = self._statement(event, current, referenced)
                self._tick(report)
            self._close(current)
            check_end(scanner.header, self._source.uri)
            check_origin(
                single_database(self._databases, scanner.header, self._source.uri),
                self._options.manifest,
                self._options.expected_database,
                self._source.uri,
            )
        self._wait(report)

    def _wait(self, report: DumpReport) -> None:
        assert self._pool is not None
        while not self._pool.wait(self._options.progress_seconds):
            self._tick(report)

    def _check_complete(self, report: DumpReport) -> None:
        errors = [s.error for s in self._summaries() if s.error is not None]
        for name, summary in self._done.items():
            if self._seen[name] != summary.rows:
                self._reopen_on_server(name)
                errors.append(f"Table {name} was kept with {summary.rows:,} of {self._seen[name]:,} rows.")
        unfinished = [
            r.name for r in self._runs.values() if r.stage not in {TableStage.COMPLETE, TableStage.FAILED}
        ]
        if unfinished:
            errors.append(f"Tables {', '.join(unfinished[:5])} are not complete.")
        if errors:
            raise RestoreTableError(
                f"{len(errors)} tables could not be restored. " + " ".join(errors[:10]),
                "Correct the cause, then retry; the complete tables are kept.",
            )
        counted = {summary.name: summary.rows for summary in self._summaries()}
        tables = tuple(
            replace(table, rows=counted.get(table.name)) for table in report.tables if table.name in counted
        )
        check_tables(replace(report, tables=tables), self._options.manifest, self._options.expected_tables)
        if self._options.verify_checksums and self._options.manifest is not None:
            verify_checksums(self._control.connection(), self._schema.name, self._options.manifest.checksums)

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.stop()
        if self._control.thread_id is not None:
            self._lock.release(self._control.connection())
        self._control.close()

    # Events of the scanner

    def _statement(
        self, statement: Statement, current: TableRun | None, referenced: set[str]
    ) -> TableRun | None:
        """Act on a statement; returns the table whose rows are to come."""
        if statement.kind is StatementKind.TABLE:
            assert statement.table is not None
            self._close(current)
            return self._table(statement.table, indexes_first=statement.name in referenced)
        if statement.kind is StatementKind.DATABASE:
            self._databases.append(statement.name)
        elif statement.kind in OBJECT_KINDS:
            self._skipped.add((statement.kind.value, statement.name))
        return current

    def _table(self, definition: TableDefinition, *, indexes_first: bool) -> TableRun | None:
        name = definition.name
        self._order.append(name)
        if name in self._done:
            return None
        if name in self._runs:
            raise RestoreTableError(f"The dump makes table {name} twice.", "Have the dump made again.")
        run = TableRun(definition, TableSummary(name), has_indexes=indexes_first)
        self._runs[name] = run

        def create(connection: LoadConnection, number: int) -> None:
            if number > 1:
                connection.query(f"DROP TABLE IF EXISTS {quote(name)}")
            connection.query(definition.create_statement(defer_indexes=not indexes_first))

        try:
            self._control.run(create)
        except Exception as error:
            if error_code(error) < 0:
                raise
            run.fail(f"Table {name} cannot be made: {reason(error)}.")
        return run

    def _rows(self, rows: Rows, current: TableRun | None) -> TableRun | None:
        if current is not None and current.name != rows.table:
            self._close(current)
        if rows.table in self._done:
            self._seen[rows.table] += rows.count
            return None
        run = self._runs[rows.table]
        assert self._pool is not None
        if run.closed and run.stage is not TableStage.FAILED:
            self._reopen(run)
        if (job := run.add(rows, self._options.job_bytes)) is not None and run.stage is not TableStage.FAILED:
            self._pool.submit(run, job)
        return run

    def _close(self, run: TableRun | None) -> None:
        if run is None:
            return
        assert self._pool is not None
        job = run.take_building()
        if job is not None and run.stage is not TableStage.FAILED:
            self._pool.submit(run, job)
        self._pool.close_table(run)

    def _reopen(self, run: TableRun) -> None:
        """Take more rows of a table that was thought to be complete: the dump mixes tables."""
        assert self._pool is not None
        while not self._pool.wait(self._options.progress_seconds):
            pass
        self._reopen_on_server(run.name)
        if run.stage is TableStage.COMPLETE:
            run.stage, run.closed = TableStage.LOADING, False

    def _reopen_on_server(self, name: str) -> None:
        self._control.run(lambda connection, _: self._state.reopen_table(connection, name))

    # Reports

    def _tick(self, report: DumpReport) -> None:
        now = time.monotonic()
        if self._cancelled.is_set():
            raise _stopped()
        if now >= self._next_lock_check:
            self._next_lock_check = now + _LOCK_CHECK_SECONDS
            # A connection that was lost has lost the lock as well.
            self._control.run(lambda connection, _: self._lock.acquire(connection))
        if now >= self._next_report:
            self._next_report = now + self._options.progress_seconds
            self._report("load", self._stream, len(report.tables))

    def _inspected(self, stored_bytes: int) -> None:
        if self._cancelled.is_set():
            raise _stopped()
        now = time.monotonic()
        if now >= self._next_report:
            self._next_report = now + self._options.progress_seconds
            seconds = now - self._stage_started
            self._progress(
                RestoreProgress("inspect", stored_bytes, self._source.size, stored_bytes, 0, 0, 0, seconds)
            )

    def _report(self, stage: str, stream: DumpStream, tables: int) -> None:
        done = sum(run.stage is TableStage.COMPLETE for run in self._runs.values()) + len(self._done)
        rows = self._pool.loaded_rows if self._pool is not None else 0
        seconds = time.monotonic() - self._stage_started
        self._progress(
            RestoreProgress(
                stage, stream.stored_bytes, self._source.size, stream.text_bytes, done, tables, rows, seconds
            )
        )

    def _summaries(self) -> list[TableSummary]:
        found = {**self._done, **{name: run.summary for name, run in self._runs.items()}}
        return [found[name] for name in self._order if name in found]

    def _warn(self, text: str) -> None:
        log.warning("%s", text)
        self._warnings.append(text)

    def _session(self, schema: str | None) -> ServerSession:
        return ServerSession(
            self._target,
            schema,
            self._options.sql_mode,
            cancelled=self._cancelled,
            reconnect_seconds=self._options.reconnect_seconds,
            on_connect=self._state.note_session if schema else None,
        )


def _stopped() -> RestoreCancelledError:
    return RestoreCancelledError(
        "The restore was stopped.", "Start it again; it goes on with what is not complete."
    )
