"""Restoring a mysqldump file into one schema: fast, exactly, and again from where it stopped."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from include.dump.errors import ChunkBoundaryError, RestoreTableError
from include.dump.load.load_connection import LoadConnection
from include.dump.load.options import RestoreOptions
from include.dump.load.restore_state import RestoreState
from include.dump.load.server_facts import ServerFacts
from include.dump.load.table_loader import TableLoader
from include.dump.load.table_summary import TableSummary
from include.dump.load.worker_pool import WorkerPool
from include.dump.parse.chunk import Chunk, chunks_of
from include.dump.parse.dump_checks import (
    check_end,
    check_origin,
    check_tables,
    single_database,
    warnings_about,
)
from include.dump.parse.dump_reader import DumpReader
from include.dump.parse.inspection import inspect_dump, is_small
from include.dump.parse.report import DumpReport
from include.dump.parse.values_with_tables import tables_within_values
from include.dump.restore.connections import RestoreConnections
from include.dump.restore.dump_trial import DumpTrial
from include.dump.restore.load_streams import MOST_STREAMS, await_tables, load_streams
from include.dump.restore.memory import bound_memory, give_memory_back, peak_memory_mb
from include.dump.restore.preparation import Preparation
from include.dump.restore.progress_reporter import Progress, ProgressReporter
from include.dump.restore.restore_lock import RestoreLock
from include.dump.restore.restore_part import RestorePart, parts_of
from include.dump.restore.summary import RestoreSummary
from include.dump.restore.target_schema import TargetSchema
from include.dump.restore.true_table_trial import TrueTableTrial
from include.dump.restore.verification import check_restored, refuse_wrong, wrong_checksums
from include.dump.source.source import DumpSource
from include.mysql.target import WarehouseTarget

log = logging.getLogger(__name__)

_LOCK_CHECK_SECONDS = 20.0


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
    :param target: server and user; needs no more than rights on ``schema`` and the state schema. With those
        on ``<schema>_trial`` foreign keys and the like are tried before anything is touched.
    :param schema: the schema to restore into; made if missing. Whatever an earlier restore left there is
        dropped, unless it is a complete table of the same object version.
    :param options: how.
    :param progress: called every few seconds; the default logs a line.
    :param before_change: called when all checks have passed, before the first table is touched.
    """

    def __init__(
        self,
        source: DumpSource,
        target: WarehouseTarget,
        schema: str,
        options: RestoreOptions | None = None,
        progress: Progress | None = None,
        *,
        before_change: Callable[[], None] = lambda: None,
    ) -> None:
        self._source = source
        self._schema = TargetSchema(schema)
        self._options = options or RestoreOptions()
        self._before_change = before_change
        tell = progress or (lambda report: log.info("%s", report.line()))
        self._progress = ProgressReporter(tell, self._options.progress_seconds, source.size)
        self._state = RestoreState(self._options.state_schema, schema)
        self._lock = RestoreLock(schema, self._state)
        self._connections = RestoreConnections(
            target, schema, self._state, self._options, control_again=self._control_again
        )
        self._control = self._connections.control
        self._reused: dict[str, TableSummary] = {}
        self._warnings: list[str] = []
        self._next_lock_check = 0.0

    def run(self) -> RestoreSummary:
        """Restore the dump.

        :returns: what was done; every table is complete.
        :raises DumpError: a subclass that says what is wrong and what to do. Up to and including the
            trial nothing was touched; afterwards the complete tables are kept and a retry goes on.
        """
        bound_memory()
        give_memory_back()
        started, cpu = time.monotonic(), time.process_time()
        self._progress.begin_stage()
        report = self._inspect()
        give_memory_back()
        zone = None if self._options.time_zone_assumed else self._options.time_zone
        if found_warnings := warnings_about(report, self._options.manifest, zone):
            self._warn(found_warnings)
        with self._connections.ended_by(self._lock.release):
            loader = self._restore(report)
            self._check_complete(report, loader)
            self._control.run(lambda connection, _: self._state.forget_sessions(connection))
        summary = RestoreSummary(
            schema=self._schema.name,
            report=report,
            tables=tuple(loader.summaries()),
            skipped=loader.skipped,
            seconds=time.monotonic() - started,
            client_cpu_seconds=time.process_time() - cpu,
            peak_memory_mb=peak_memory_mb(),
            connections=self._options.connections,
            warnings=tuple(self._warnings),
        )
        log.info("%s", summary.to_json())
        return summary

    def plan(self, workers: int) -> tuple[RestorePart, ...]:
        """Take the schema over for several workers, instead of loading anything.

        Each part is then loaded by a :class:`PartialRestore`, in any process. The restore that follows keeps
        what they have completed, loads the rest, and checks everything.

        :param workers: how many there are.
        :returns: a part for each; none, with nothing touched, if the dump has to be read from end to end.
        :raises DumpError: as :meth:`run`.
        """
        report = self._inspect()
        chunks = chunks_of(report, self._source, self._options.chunk_bytes)
        if not chunks:
            return ()
        with self._connections.ended_by(self._lock.release):
            self._prepare(report)
        left = [chunk for chunk in chunks[1:] if set(chunk.tables_of(report)) - self._reused.keys()]
        return parts_of(left, workers, self._state.fencing_token.token)

    def cancel(self) -> None:
        """Stop the restore: its server threads are killed, its statements rolled back."""
        self._connections.cancel()

    def _restore(self, report: DumpReport) -> TableLoader:
        chunks = chunks_of(report, self._source, self._options.chunk_bytes)
        try:
            return self._load(report, chunks)
        except (ChunkBoundaryError, RestoreTableError) as error:
            if not chunks or self._connections.pool is None:
                raise
            log.info("%s The dump is read again, from end to end: its lines deceive.", error.problem)
            self._connections.pool.stop()
            self._options = replace(self._options, fresh=True)
            return self._load(report, ())

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
            full=options.full_inspection or is_small(self._source),
            checksum=options.checksum,
            charset=options.charset,
            progress=self._inspected,
        )

    def _prepare(self, report: DumpReport) -> ServerFacts:
        preparation = Preparation(
            self._schema,
            self._state,
            self._lock,
            self._options,
            try_dump=lambda facts: self._try(report, facts),
            before_change=self._before_change,
            warn=self._warn,
        )
        facts = self._control.run(lambda connection, _: preparation.run(connection, report))
        self._reused = preparation.reused
        self._control.use_schema(self._schema.name)
        return facts

    def _try(self, report: DumpReport, facts: ServerFacts) -> None:
        source = self._source if report.text_bytes <= self._options.trial_bytes else None

        def attempt(connection: LoadConnection, number: int) -> None:
            tables = DumpTrial(connection, report, self._options).run(source, facts)
            TrueTableTrial(connection, self._schema.name, report, self._options).run(tables)

        self._connections.try_dump(attempt)

    def _control_again(self, connection: LoadConnection) -> None:
        """Before the restore goes on over a new connection: the lock went with the old one."""
        if self._state.fencing_token.taken:
            self._lock.acquire(connection)
            self._state.fencing_token.check(connection)
            connection.commit()

    def _make_pool(self, facts: ServerFacts) -> WorkerPool:
        if not facts.local_infile:
            self._warn("local_infile is off on the server: all rows go by INSERT, which takes twice as long.")
        return self._connections.make_pool(facts)

    def _load(self, report: DumpReport, chunks: Sequence[Chunk]) -> TableLoader:
        options = self._options
        pool = self._make_pool(self._prepare(report))
        self._progress.begin_stage()
        self._next_lock_check = time.monotonic()
        loader = TableLoader(
            self._control,
            pool,
            self._state,
            kept=self._reused,
            indexed={name for d in report.definitions.values() for name in d.references},
            left_out=report.stand_ins,
            options=options,
        )
        pool.start()
        streams = min(pool.queue.most_streams, MOST_STREAMS)

        def meanwhile() -> None:
            self._tick(report, loader, pool)

        with DumpReader(
            self._source, chunks, streams=streams, charset=options.charset, numbered=report.numbered
        ) as reader:
            self._reader = reader
            load_streams(reader, loader, pool, every_seconds=options.progress_seconds, meanwhile=meanwhile)
            check_end(reader.header, self._source.uri)
            database = single_database(loader.databases, reader.header, self._source.uri)
            check_origin(database, options.manifest, options.expected_database, self._source.uri)
        await_tables(pool, every_seconds=options.progress_seconds, meanwhile=meanwhile)
        loader.alter_tables()
        self._report(report, loader, pool)
        return loader

    def _check_complete(self, report: DumpReport, loader: TableLoader) -> None:
        options = self._options
        errors, loaded = loader.errors(), {table.name for table in loader.summaries()}
        if not errors and (lost := [table for table in report.tables if table.name not in loaded]):
            values = tables_within_values(self._source, lost, options.charset)
            report = replace(report, tables=tuple(t for t in report.tables if t.name not in values))
        check_restored(report, loader.summaries(), errors, options)
        if options.verify_checksums and options.manifest is not None:
            checksums = options.manifest.checksums
            wrong = self._control.run(lambda c, _: wrong_checksums(c, self._schema.name, checksums))
            self._control.run(lambda c, _: self._state.reopen_tables(c, wrong))  # a retry must not keep them
            refuse_wrong(wrong)

    def _tick(self, report: DumpReport, loader: TableLoader, pool: WorkerPool) -> None:
        now = time.monotonic()
        self._connections.check_cancelled()
        if now >= self._next_lock_check:
            self._next_lock_check = now + _LOCK_CHECK_SECONDS
            # A connection that was lost has lost the lock as well.
            self._control.run(lambda connection, _: self._lock.acquire(connection))
        if self._progress.is_time():
            self._report(report, loader, pool)

    def _inspected(self, stored_bytes: int) -> None:
        self._connections.check_cancelled()
        if self._progress.is_time():
            self._progress.inspected(stored_bytes)

    def _report(self, report: DumpReport, loader: TableLoader, pool: WorkerPool) -> None:
        self._progress.loaded(self._reader, loader.tables_done, len(report.tables), pool.loaded_rows)

    def _warn(self, text: str) -> None:
        log.warning("%s", text)
        self._warnings.append(text)
