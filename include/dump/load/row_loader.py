"""Putting rows into their table: by LOAD DATA where that is exact, else by INSERT."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pymysql

from include.dump.load.job_result import JobResult
from include.dump.load.load_connection import LoadConnection
from include.dump.load.load_job import LoadJob
from include.dump.load.options import RestoreOptions
from include.dump.load.row_inserter import RowInserter
from include.dump.load.server_facts import ServerFacts
from include.dump.parse.column import Column
from include.dump.parse.invalid_dates import may_have_invalid_dates
from include.dump.parse.lexicon import BINARY
from include.dump.parse.row_grammar import RowGrammar, row_grammar
from include.dump.parse.session import DumpSession
from include.dump.parse.statement import Rows
from include.dump.parse.table_definition import TableDefinition
from include.mysql.errors import LOCAL_INFILE_OFF, RETRIED, error_code
from include.mysql.identifiers import quoted
from include.mysql.sql_files import SqlFiles

_SQL = SqlFiles(__file__)


class RowLoader:
    """Puts the rows of jobs into their tables, exactly.

    :param facts: whether the server takes LOAD DATA LOCAL, and its longest statement.
    :param options: the sql_mode, and what is tolerated.
    """

    def __init__(self, facts: ServerFacts, options: RestoreOptions) -> None:
        self._use_load = facts.local_infile
        self._options = options
        # One byte of the packet is the kind of command.
        self._inserter = RowInserter(facts.max_allowed_packet - 1, options)

    def way(self, job: LoadJob) -> str:
        """Return how the rows of a job go in, unless the server makes a remark: ``load`` or ``insert``."""
        return "load" if self._loads(job) else "insert"

    def put(self, connection: LoadConnection, job: LoadJob, *, watch: bool) -> JobResult:
        """Put the rows of a job into their table; nothing is committed.

        :param connection: in the schema of the table, with nothing uncommitted: it may be rolled back.
        :param job: the rows.
        :param watch: whether to look for zero and impossible days, which nobody has found in the table yet.
        :returns: how they went in.
        :raises RestoreTableError: if a row does not go in; the message names row and reason.
        :raises pymysql.err.MySQLError: if the server cannot go on.
        """
        result = JobResult()
        self._put(connection, job, result, watch=watch)
        connection.leave_dump_session()
        return result

    def put_beside_others(self, connection: LoadConnection, job: LoadJob, *, watch: bool) -> JobResult:
        """Put the rows of a job into their table, beside other uncommitted rows; nothing is rolled back.

        :param connection: in the schema of the table.
        :param job: the rows.
        :param watch: whether to look for zero and impossible days.
        :returns: how they went in; if it is not plain, they have to be rolled back and put by :meth:`put`.
        :raises RestoreTableError: if a row does not go in; the message names row and reason.
        :raises pymysql.err.MySQLError: if the server cannot go on.
        """
        if not self._loads(job):
            return self.put(connection, job, watch=watch)
        session = job.parts[0].session
        self._enter(connection, session)
        mode = self._options.watchful_mode_of(session) if watch else self._options.session_mode(session)
        connection.use_mode(mode)
        exact = self._load(connection, job.definition, job.parts)
        connection.leave_dump_session()
        return JobResult({"load"}) if exact else JobResult(notes=["rows go in otherwise than by LOAD DATA"])

    def _loads(self, job: LoadJob) -> bool:
        return self._use_load and job.parts[0].loadable and job.definition.transactional

    def _put(self, connection: LoadConnection, job: LoadJob, result: JobResult, *, watch: bool) -> None:
        self._enter(connection, job.parts[0].session)
        if self._loads(job) and self._load_all(connection, job, result, watch=watch):
            result.ways.add("load")
            return
        first = job.parts[0]
        connection.use_mode(self._options.session_mode(first.session, numbered=first.numbered))
        for first_row, part in job.first_rows():
            if self._loads(job) and len(job.parts) > 1:
                connection.query("SAVEPOINT part")
                if self._load(connection, job.definition, [part]):
                    result.ways.add("load")
                    continue
                connection.query("ROLLBACK TO SAVEPOINT part")
            result.ways.add("insert")
            result.invalid_dates = result.invalid_dates or (watch and may_have_invalid_dates(part.text))
            notes, empty_enums = self._inserter.insert(connection, job.definition, part, first_row)
            result.notes.extend(notes)
            result.empty_enums |= empty_enums

    def _enter(self, connection: LoadConnection, session: DumpSession) -> None:
        connection.use_zone(session.time_zone or self._options.silent_time_zone)
        connection.use_timestamp(session.timestamp)
        connection.use_settings(session.settings)

    def _load_all(self, connection: LoadConnection, job: LoadJob, result: JobResult, *, watch: bool) -> bool:
        """Load all rows of a job with one statement; False, rolled back, if that is not exact.

        To search all text for invalid dates costs the client a fifth of its time, so the server is asked to
        warn of them: only the rows of which it did are loaded once more, in the mode that tolerates them.
        """
        if watch:
            connection.use_mode(self._options.watchful_mode_of(job.parts[0].session))
            if self._load(connection, job.definition, job.parts):
                return True
            connection.rollback()
            result.invalid_dates = any(may_have_invalid_dates(part.text) for part in job.parts)
            if not result.invalid_dates:
                return False  # what it remarked on will be remarked on again
        connection.use_mode(self._options.session_mode(job.parts[0].session))
        if self._load(connection, job.definition, job.parts):
            return True
        connection.rollback()
        return False

    def _load(self, connection: LoadConnection, definition: TableDefinition, parts: Sequence[Rows]) -> bool:
        """Load rows by LOAD DATA; False if the server counted anything but these rows without a warning."""
        first = parts[0]
        connection.use_charset("utf8mb4")
        written = definition.written_columns(first.columns) or ()
        columns = first.columns.decode("utf-8", "surrogateescape")
        if first.load_charset == BINARY and first.charset != BINARY:
            columns = _converted(written, first.charset)
        statement = _SQL.text("load").format(
            table=quoted(definition.name),
            charset=first.load_charset,
            columns=columns,
        )
        rows = sum(part.count for part in parts)
        grammar = row_grammar(written)
        assert grammar is not None  # parts that are loadable were read by it
        try:
            return connection.load(statement, _stream(parts, grammar)).is_exact(rows)
        except pymysql.err.MySQLError as error:
            if error_code(error) in RETRIED | LOCAL_INFILE_OFF:
                raise
            return False


def _converted(columns: Sequence[Column], charset: str) -> str:
    """Return the columns of a LOAD DATA that reads bytes: it converts texts from the dump's character set."""
    targets = [f"@v{i}" if column.has_charset else quoted(column.name) for i, column in enumerate(columns)]
    texts = [
        f"{quoted(column.name)} = CONVERT(@v{i} USING {charset})"
        for i, column in enumerate(columns)
        if column.has_charset
    ]
    return f"({', '.join(targets)})" + (f" SET {', '.join(texts)}" if texts else "")


def _stream(parts: Sequence[Rows], grammar: RowGrammar) -> Iterator[bytes]:
    for part in parts:
        yield grammar.load_text(part.text)
        yield b","
