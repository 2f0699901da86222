"""Trying a dump on temporary tables before anything of the schema is touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import pymysql

from include.dump.errors import RestoreTableError
from include.dump.load.definition_session import definition_session
from include.dump.load.load_connection import LoadConnection
from include.dump.load.load_job import LoadJob
from include.dump.load.options import RestoreOptions
from include.dump.load.row_loader import RowLoader
from include.dump.load.server_facts import ServerFacts
from include.dump.parse.report import DumpReport
from include.dump.parse.scanner import DumpScanner
from include.dump.parse.session import DumpSession
from include.dump.parse.statement import Rows
from include.dump.restore.refused_definition import OF_DEFINITION, OF_SETTING, refused_definition
from include.dump.restore.refused_rows import OF_ROWS, refused_alteration, refused_rows
from include.dump.restore.temporary_tables import TemporaryTables
from include.dump.source.dump_stream import DumpStream
from include.dump.source.source import DumpSource
from include.mysql.errors import LOST, NO_RIGHTS, OF_SERVER, error_code, reason
from include.mysql.identifiers import quoted

# Jobs that are put in with one commit.
_MOST_JOBS = 64
_MOST_BYTES = 1024 * 1024


class DumpTrial:
    """Does to temporary tables what a restore does to the true ones.

    :param connection: a connection of its own, which ends with the trial and its tables. Its default schema
        is one of ours; a user without the right to make temporary tables in it learns of a fault when the
        true table is created and filled.
    :param report: the dump.
    :param options: the sql_mode of each table, and what is tolerated.
    """

    def __init__(self, connection: LoadConnection, report: DumpReport, options: RestoreOptions) -> None:
        self._connection, self._report, self._options = connection, report, options
        self._made: set[str] = set()
        self._has_rows = False
        self._untried: set[str] = set()
        self._unchecked: set[str] = set()
        self._altered: set[int] = set()

    def run(self, source: DumpSource | None, facts: ServerFacts) -> TemporaryTables:
        """Create the tables, put the rows into them, and alter them as the dump does.

        :param source: where to read the rows; None to do without: those of a large dump would take as long as
            its restore.
        :param facts: what the server can do.
        :returns: what became of the tables.
        :raises RestoreTargetError: naming the first table that this server does not create, in MySQL's own
            words.
        :raises RestoreTableError: naming the tables whose rows this server does not take.
        """
        for definition in self._report.definitions.values():
            if self._try(definition.name, definition.temporary_statement(), definition.session):
                self._made.add(definition.name)
        if source is not None:
            if errors := self._errors_of_rows(source, RowLoader(facts, self._options)):
                raise refused_rows(errors)
            self._has_rows = True
        left_out = self._alter()
        return TemporaryTables(
            left_out=frozenset(left_out),
            filled=frozenset(self._made if self._has_rows else ()),
            altered=frozenset(self._altered),
            unchecked=frozenset(self._unchecked),
        )

    def _alter(self) -> set[str]:
        """Alter the temporary tables; return those of which something was left out."""
        definitions = self._report.definitions.values()
        left_out = {definition.name for definition in definitions if not definition.is_temporary_as_written}
        others = set(self._untried)
        for position, alteration in enumerate(self._report.alterations):
            table, statement = alteration.table, alteration.statement(temporary=True)
            if statement != alteration.statement():
                others.add(table)
            # A temporary table has no foreign keys. What comes behind what is left out may rest on it.
            if alteration.adds_foreign_keys:
                left_out.add(table)
            elif table in self._made - left_out:
                if self._try(table, statement, alteration.session):
                    self._altered.add(position)
                else:
                    left_out.add(table)
        return left_out | others

    def _errors_of_rows(self, source: DumpSource, loader: RowLoader) -> list[str]:
        """Load what goes into the temporary tables; return the first error of each table."""
        errors: dict[str, str] = {}
        first_rows: Counter[str] = Counter()
        waiting: list[LoadJob] = []
        replaced: set[str] = set()
        text = DumpStream(source).text()
        for event in DumpScanner(text, charset=self._options.charset, numbered=self._report.numbered):
            if not isinstance(event, Rows) or event.table not in self._made:
                continue
            if not event.session.checks_foreign_keys:
                self._unchecked.add(event.table)
            if event.header.lstrip()[:7].upper() == b"REPLACE":
                replaced.add(event.table)
            job = LoadJob(self._report.definitions[event.table], 0, first_rows[event.table] + 1)
            job.add(event)
            first_rows[event.table] += event.count
            waiting.append(job)
            if len(waiting) >= _MOST_JOBS or sum(job.size for job in waiting) >= _MOST_BYTES:
                self._put(waiting, loader, errors)
                waiting = []
        self._put(waiting, loader, errors)
        return [*errors.values(), *self._errors_of_replaced(replaced - errors.keys(), first_rows)]

    def _errors_of_replaced(self, tables: set[str], expected: Mapping[str, int]) -> Iterator[str]:
        """Count the rows that REPLACE has put in: the server says nothing of one that equals another."""
        for table in sorted(tables):
            with self._connection.cursor() as cursor:
                cursor.execute(f"SELECT COUNT(*) FROM {quoted(table)}")  # noqa: S608 (the name is quoted)
                row = cursor.fetchone()
            count = row[0] if row else 0
            if count != expected[table]:
                yield (
                    f"Table {table}: {count:,} of {expected[table]:,} rows are left, because REPLACE puts a "
                    "row in the place of one with the same key."
                )

    def _put(self, jobs: list[LoadJob], loader: RowLoader, errors: dict[str, str]) -> None:
        """Put in some jobs with one commit; if that does not go, each with its own."""
        jobs = [job for job in jobs if job.table not in errors]
        if all(job.definition.transactional and not job.parts[0].numbered for job in jobs):
            try:
                plain = all(
                    loader.put_beside_others(self._connection, job, watch=False).is_plain for job in jobs
                )
            except (RestoreTableError, pymysql.err.MySQLError) as error:
                _problem(jobs[0].table, error)  # raises what is not about rows
                plain = False
            if plain:
                self._connection.commit()
                return
            self._undo()
        for job in jobs:
            if job.table not in errors:
                self._put_alone(job, loader, errors)

    def _put_alone(self, job: LoadJob, loader: RowLoader, errors: dict[str, str]) -> None:
        try:
            loader.put(self._connection, job, watch=False)
            self._connection.commit()
        except (RestoreTableError, pymysql.err.MySQLError) as error:
            errors[job.table] = _problem(job.table, error)
            self._undo()

    def _undo(self) -> None:
        self._connection.rollback()
        self._connection.leave_dump_session()

    def _try(self, table: str, statement: bytes, session: DumpSession) -> bool:
        """Run a statement about a temporary table; False if it fails for what only the true one tells."""
        try:
            with definition_session(self._connection, session, self._options):
                self._connection.query(statement)
        except pymysql.err.MySQLError as error:
            if error_code(error) in LOST:
                raise
            if self._has_rows and error_code(error) in OF_ROWS:
                raise refused_alteration(table, error) from error
            # A temporary table has no foreign keys, partitions and the like: the true one tells of those.
            if error_code(error) in OF_SETTING | OF_DEFINITION:
                raise refused_definition(table, session, error) from error
            if error_code(error) != NO_RIGHTS:
                self._untried.add(table)
            return False
        return True


def _problem(table: str, error: RestoreTableError | pymysql.err.MySQLError) -> str:
    """Return what is wrong with a table's rows; raise the error if it is not about them."""
    if isinstance(error, RestoreTableError):
        return error.problem
    if error_code(error) < 0 or error_code(error) in OF_SERVER:
        raise error
    return f"Table {table}: {reason(error)}."
