"""Creating several small tables, and loading them with one transaction."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from include.dump.errors import RestoreTableError
from include.dump.load.job_result import JobResult
from include.dump.load.load_connection import LoadConnection
from include.dump.load.load_job import LoadJob
from include.dump.load.options import RestoreOptions
from include.dump.load.restore_state import RestoreState
from include.dump.load.row_loader import RowLoader
from include.dump.load.server_facts import ServerFacts
from include.dump.load.server_session import ServerSession
from include.dump.load.table_creation import create_table
from include.dump.load.table_load import TableLoad
from include.mysql.identifiers import quoted

# An ALTER TABLE that builds indexes takes longer than to keep them up to date for so much text.
SMALL_BYTES = 64 * 1024
_MOST_TABLES = 32
_MOST_BYTES = 1024 * 1024


@dataclass(slots=True)
class SmallTables:
    """Tables with all their indexes, each with its only job, or with none if it has no rows."""

    loads: list[tuple[TableLoad, LoadJob | None]] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether they are enough for one transaction."""
        return len(self.loads) >= _MOST_TABLES or sum(job.size for job in self.jobs) >= _MOST_BYTES

    @property
    def jobs(self) -> Iterator[LoadJob]:
        """The jobs of those that have rows."""
        return (job for _, job in self.loads if job is not None)

    @property
    def rows(self) -> int:
        """Rows of all of them."""
        return sum(job.rows for job in self.jobs)


class SmallTableRunner:
    """Creates, loads, counts and records small tables on one session.

    :param session: the session, in the target schema.
    :param state: where complete tables are recorded.
    :param facts: whether the server takes LOAD DATA LOCAL, and its longest statement.
    :param options: the sql_mode, and what is tolerated.
    """

    def __init__(
        self, session: ServerSession, state: RestoreState, facts: ServerFacts, options: RestoreOptions
    ) -> None:
        self._session, self._state = session, state
        self._loader, self._options = RowLoader(facts, options), options

    def run(self, tables: SmallTables) -> bool:
        """Load the tables and record that they are complete: with one commit all of them are, or none is.

        :param tables: nobody else's.
        :returns: whether they are; if not, no row was written: one of them needs more than the plain way.
        :raises RestoreTableError: if a table cannot be created or a row does not go in; no row was written.
        :raises pymysql.err.MySQLError: if the server cannot go on.
        """
        started = time.monotonic()

        def attempt(connection: LoadConnection, number: int) -> bool:
            connection.leave_dump_session()
            if number > 1 and self._state.table_done(connection, tables.loads[0][0].name):
                return True  # the COMMIT was done although its answer was lost
            for table, _ in tables.loads:
                if not table.created:
                    create_table(connection, table, self._options, again=number > 1)
            results = self._put(connection, tables)
            if results is None or not _are_counted(connection, tables):
                connection.rollback()
                return False
            each = (time.monotonic() - started) / len(tables.loads)
            for (table, job), result in zip(tables.loads, results, strict=True):
                summary = table.summary
                summary.rows, summary.seconds = table.rows_read, each
                summary.bytes = job.size if job is not None else 0
                summary.way = "+".join(result.ways) or "empty"
            self._state.record_tables(connection, [table.summary for table, _ in tables.loads])
            return True

        try:
            return self._session.run(attempt)
        except RestoreTableError:
            self._session.roll_back()
            raise

    def create(self, table: TableLoad) -> None:
        """Create one of the tables after :meth:`run` has failed, unless it was created.

        :raises RestoreTableError: if it cannot be created.
        :raises pymysql.err.MySQLError: if the server cannot go on.
        """
        if not table.created:
            self._session.run(lambda c, _: create_table(c, table, self._options, again=True))

    def _put(self, connection: LoadConnection, tables: SmallTables) -> list[JobResult] | None:
        """Put in the rows of each table; None if one of them has some that have to be looked at."""
        results: list[JobResult] = []
        for table, job in tables.loads:
            result = JobResult()
            if job is not None:
                watch = bool(table.definition.day_columns)
                result = self._loader.put_beside_others(connection, job, watch=watch)
                if not result.is_plain:
                    return None
            results.append(result)
        return results


def _are_counted(connection: LoadConnection, tables: SmallTables) -> bool:
    """Tell whether each table has as many rows as the dump."""
    names = [quoted(table.name) for table, _ in tables.loads]
    counts = ", ".join(f"(SELECT COUNT(*) FROM {name})" for name in names)  # noqa: S608 (names are quoted)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        row: Any = cursor.fetchone()
    return [int(count) for count in row] == [table.rows_read for table, _ in tables.loads]
