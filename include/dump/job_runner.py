"""Putting one job's rows into their table, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pymysql

from include.dump.errors import RestoreTableError
from include.dump.lexicon import lexicon
from include.dump.load_connection import LoadConnection
from include.dump.load_job import LoadJob
from include.dump.mysql_errors import CONTENDED, LOCAL_INFILE_OFF, LOST, error_code, reason
from include.dump.restore_state import RestoreState
from include.dump.server_facts import ServerFacts
from include.dump.server_session import ServerSession
from include.dump.sql_files import sql
from include.dump.statement import Rows
from include.dump.table_definition import quote

_RETRIED = LOST | CONTENDED | frozenset({1317})


class JobRunner:
    """Runs jobs on one session.

    :param session: the session, in the target schema.
    :param state: where committed jobs are noted.
    :param facts: whether the server takes LOAD DATA LOCAL, and its longest statement.
    """

    def __init__(self, session: ServerSession, state: RestoreState, facts: ServerFacts) -> None:
        self._session, self._state = session, state
        self._use_load = facts.local_infile
        # One byte of the packet is the kind of command.
        self._longest_statement = facts.max_allowed_packet - 1

    def run(self, job: LoadJob, *, transactional: bool) -> tuple[str, list[str]]:
        """Load the rows of a job and commit them, exactly once.

        :param job: the rows.
        :param transactional: whether the table's engine can roll back; else a load that breaks off is final.
        :returns: the way, ``load`` or ``insert``, and what should be known about it.
        :raises RestoreTableError: if a row does not go in; the message names row and reason.
        :raises pymysql.err.MySQLError: if the server cannot go on.
        """
        ways: set[str] = set()
        notes: list[str] = []

        def attempt(connection: LoadConnection, number: int) -> None:
            ways.clear()
            notes.clear()
            if number > 1 and self._state.job_done(connection, job.table, job.number):
                ways.add("load" if self._loads(job) else "insert")
                return
            if number > 1 and not transactional:
                raise RestoreTableError(
                    f"Table {job.table}: the connection broke off while rows went into a table that cannot "
                    "roll back.",
                    "Retry; the table starts afresh.",
                )
            self._put(connection, job, ways, notes, transactional)
            connection.use_charset("utf8mb4")
            if transactional:  # else the note would say nothing about the rows
                self._state.note_job(connection, job.table, job.number)
            connection.commit()

        try:
            self._session.run(attempt)
        except RestoreTableError:
            self._session.roll_back()
            raise
        return "+".join(sorted(ways, reverse=True)), notes

    def _loads(self, job: LoadJob) -> bool:
        return self._use_load and job.parts[0].loadable

    def _put(
        self, connection: LoadConnection, job: LoadJob, ways: set[str], notes: list[str], transactional: bool
    ) -> None:
        if self._loads(job) and transactional:
            if self._load(connection, job.table, job.parts):
                ways.add("load")
                return
            connection.rollback()
        for first_row, part in job.first_rows():
            if self._loads(job) and transactional and len(job.parts) > 1:
                connection.query("SAVEPOINT part")
                if self._load(connection, job.table, [part]):
                    ways.add("load")
                    continue
                connection.query("ROLLBACK TO SAVEPOINT part")
            ways.add("insert")
            self._insert(connection, job.table, part, first_row, notes)

    def _load(self, connection: LoadConnection, table: str, parts: Sequence[Rows]) -> bool:
        """Load rows by LOAD DATA; False if the server counted anything but these rows without a warning."""
        first = parts[0]
        connection.use_charset("utf8mb4")
        statement = sql("load").format(
            table=quote(table),
            charset=first.charset,
            columns=first.columns.decode("utf-8", "surrogateescape"),
        )
        rows = sum(part.count for part in parts)
        try:
            return connection.load(statement, _stream(parts)).is_exact(rows)
        except pymysql.err.MySQLError as error:
            if error_code(error) in _RETRIED | LOCAL_INFILE_OFF:
                raise
            return False

    def _insert(
        self, connection: LoadConnection, table: str, part: Rows, first_row: int, notes: list[str]
    ) -> None:
        connection.use_charset(part.charset)
        if len(part.header) + len(part.text) > self._longest_statement:
            raise RestoreTableError(
                f"Table {table}, from row {first_row:,} on: {part.count:,} rows make a statement of "
                f"{len(part.text):,} bytes, more than max_allowed_packet.",
                "Raise max_allowed_packet in the parameter group.",
            )
        try:
            affected = connection.query(part.header + part.text)
        except pymysql.err.MySQLError as error:
            if error_code(error) in _RETRIED:
                raise
            row = first_row + self._bad_row(connection, part)
            raise RestoreTableError(
                f"Table {table}, row {row:,}: {reason(error)}.",
                "Look at that row in the source; correct it there and have the dump made again.",
            ) from None
        if affected != part.count:
            raise RestoreTableError(
                f"Table {table}: {affected:,} rows went in out of {part.count:,} from row {first_row:,} on.",
                "Look at these rows in the dump: its INSERT statement is not of the plain form.",
            )
        if connection._result is not None and connection._result.warning_count:
            notes.append(_warnings(connection))

    def _bad_row(self, connection: LoadConnection, part: Rows) -> int:
        """Return which row of a failing part is the first that does not go in, by halving, from 0."""
        rows = list(_rows(part))
        low, high = 0, len(rows)
        while high - low > 1:
            middle = (low + high) // 2
            connection.query("SAVEPOINT probe")
            try:
                connection.query(part.header + b",".join(rows[:middle]))
                low = middle
            except pymysql.err.MySQLError as error:
                if error_code(error) in _RETRIED:
                    raise
                high = middle
            connection.query("ROLLBACK TO SAVEPOINT probe")
        return low


def _stream(parts: Sequence[Rows]) -> Iterator[bytes]:
    for part in parts:
        yield part.text
        yield b","


def _rows(part: Rows) -> Iterator[bytes]:
    pattern = lexicon(part.charset).row
    text, position = part.text + b";", 0
    while match := pattern.match(text, position):
        yield match[0].rstrip().removesuffix(b",")
        position = match.end()


def _warnings(connection: LoadConnection) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW WARNINGS")
        codes = sorted({int(row[1]) for row in cursor.fetchall()})
    return f"the server warned about an INSERT (codes {', '.join(map(str, codes))})"
