"""Loading some tables of a dump while other workers load the others."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass

from include.dump.errors import RestoreTableError
from include.dump.load.load_connection import LoadConnection
from include.dump.load.options import RestoreOptions
from include.dump.load.part_state import PartState
from include.dump.load.server_facts import ServerFacts
from include.dump.load.table_loader import TableLoader
from include.dump.load.table_summary import TableSummary
from include.dump.parse.chunk import Chunk, chunks_of
from include.dump.parse.dump_reader import DumpReader
from include.dump.parse.report import DumpReport
from include.dump.restore.connections import RestoreConnections
from include.dump.restore.load_streams import MOST_STREAMS, await_tables, load_streams
from include.dump.restore.memory import bound_memory, peak_memory_mb
from include.dump.restore.progress_reporter import Progress, ProgressReporter
from include.dump.restore.restore_part import RestorePart
from include.dump.source.source import DumpSource
from include.exceptions import DumpError
from include.mysql.identifiers import quoted
from include.mysql.target import WarehouseTarget

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PartSummary:
    """One part that is loaded.

    :param part: its number.
    :param tables: its tables.
    :param resumed: how many of them an earlier try had completed.
    :param rows: their rows.
    :param seconds: time from start to end.
    :param peak_memory_mb: highest memory of this process so far, in MiB.
    """

    part: int
    tables: int
    resumed: int
    rows: int
    seconds: float
    peak_memory_mb: float


class PartialRestore:
    """One try of one part of a plan. :meth:`run` does it, :meth:`cancel` stops it as that of a whole restore.

    It proves nothing about the dump: it sees no more than its own tables, and begins where the inspection
    says. The restore that follows the parts reads everything, counts, and has the last word.

    :param source: the dump.
    :param target: server and user.
    :param schema: the schema that the plan has taken over.
    :param part: what to load.
    :param report: the inspection from which the plan was made.
    :param options: those of the plan.
    :param progress: called every few seconds; the default logs a line.
    """

    def __init__(
        self,
        source: DumpSource,
        target: WarehouseTarget,
        schema: str,
        *,
        part: RestorePart,
        report: DumpReport,
        options: RestoreOptions,
        progress: Progress | None = None,
    ) -> None:
        self._source, self._schema, self._part = source, schema, part
        self._report, self._options = report, options
        self._state = PartState(options.state_schema, schema, part.token, part.number)
        self._connections = RestoreConnections(
            target, schema, self._state, options, control_again=self._control_again
        )
        tell = progress or (lambda report: log.info("Part %d, %s", part.number, report.line()))
        self._progress = ProgressReporter(tell, options.progress_seconds, part.size)

    def run(self) -> PartSummary:
        """Load the tables of the part that are not complete yet.

        :raises RestoreBusyError: if another restore, or another try of the part, has taken over.
        :raises ChunkBoundaryError: if the dump can only be read from end to end.
        :raises RestoreTableError: if tables could not be loaded; the others are complete.
        :raises DumpError: if dump or server cannot be used.
        """
        bound_memory()
        started = time.monotonic()
        chunks = chunks_of(self._report, self._source, self._options.chunk_bytes)
        own = self._own(chunks)
        with self._connections.ended_by(lambda _: None):
            done = self._begin([name for chunk in own for name in chunk.tables_of(self._report)])
            left = [chunk for chunk in own if set(chunk.tables_of(self._report)) - done.keys()]
            loader = self._load(chunks, left, done)
            self._connections.control.run(lambda connection, _: self._state.forget_sessions(connection))
        if errors := loader.errors():
            raise RestoreTableError(" ".join(errors[:10]), "The restore that follows has the last word.")
        tables = {**done, **{table.name: table for table in loader.summaries()}}
        return PartSummary(
            part=self._part.number,
            tables=len(tables),
            resumed=len(done),
            rows=sum(table.rows for table in tables.values()),
            seconds=round(time.monotonic() - started, 1),
            peak_memory_mb=round(peak_memory_mb(), 1),
        )

    def cancel(self) -> None:
        """Stop the part: its server threads are killed, its statements rolled back; other parts go on."""
        self._connections.cancel()

    def _own(self, chunks: tuple[Chunk, ...]) -> list[Chunk]:
        own = [chunk for chunk in chunks[1:] if chunk.start in self._part.starts]
        if self._report.identity != self._source.identity or len(own) != len(self._part.starts):
            raise DumpError(
                f"Part {self._part.number} was planned for another object than {self._source.uri} is now.",
                "Plan the restore again; until then the whole restore does without parts.",
            )
        return own

    def _begin(self, tables: list[str]) -> dict[str, TableSummary]:
        """Take the part over, and leave of its tables only the complete ones."""
        control = self._connections.control
        done = control.run(lambda connection, _: self._state.begin_part(connection, tables))
        control.use_schema(self._schema)
        # From here on whoever takes over ends this connection as well: no CREATE TABLE of it comes late.
        control.run(lambda connection, _: self._state.record_session(connection))
        control.run(lambda connection, _: _drop(connection, [name for name in tables if name not in done]))
        return done

    def _control_again(self, connection: LoadConnection) -> None:
        if self._state.fencing_token.taken:
            self._state.record_session(connection)

    def _load(
        self, chunks: tuple[Chunk, ...], left: list[Chunk], done: dict[str, TableSummary]
    ) -> TableLoader:
        options, control = self._options, self._connections.control
        pool = self._connections.make_pool(control.run(lambda connection, _: ServerFacts.of(connection)))
        self._progress.begin_stage()
        names = {name for chunk in left for name in chunk.tables_of(self._report)}
        loader = TableLoader(
            control,
            pool,
            self._state,
            kept={name: table for name, table in done.items() if name in names},
            indexed={name for d in self._report.definitions.values() for name in d.references},
            left_out=self._report.stand_ins,
            options=options,
        )
        pool.start()
        streams = min(pool.queue.most_streams, MOST_STREAMS)
        with DumpReader(
            self._source,
            chunks,
            streams=streams,
            charset=options.charset,
            only=left,
            numbered=self._report.numbered,
        ) as reader:

            def meanwhile() -> None:
                self._connections.check_cancelled()
                if self._progress.is_time():
                    self._progress.loaded(reader, loader.tables_done, len(names), pool.loaded_rows)

            load_streams(reader, loader, pool, every_seconds=options.progress_seconds, meanwhile=meanwhile)
            await_tables(pool, every_seconds=options.progress_seconds, meanwhile=meanwhile)
        return loader


def _drop(connection: LoadConnection, tables: Iterable[str]) -> None:
    for name in tables:
        connection.query(f"DROP TABLE IF EXISTS {quoted(name)}")
