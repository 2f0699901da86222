"""Putting rows into their table by the INSERT that the dump has for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pymysql

from include.dump.errors import RestoreTableError
from include.dump.load_connection import LoadConnection
from include.dump.mysql_errors import NOT_ALLOWED, RETRIED, error_code, reason
from include.dump.row_batch import RowBatch
from include.dump.server_warning import ServerWarning, note_of
from include.dump.statement import Rows
from include.dump.table_definition import TableDefinition

# Rows of one statement outside strict mode: each of its warnings is looked at, and MySQL keeps 65,535 of them
# (MySQL manual, "max_error_count").
_LENIENT_ROWS = 500
_KEPT_WARNINGS = 65_535


class RowInserter:
    """Inserts parts of a dump, in strict mode but for the error values of ENUM columns.

    :param longest_statement: bytes that the server takes in one statement.
    :param strict_mode: sql_mode of the session.
    :param lenient_mode: sql_mode in which the server stores the error value of an ENUM and warns; None if
        that is not tolerated.
    """

    def __init__(self, longest_statement: int, strict_mode: str, lenient_mode: str | None) -> None:
        self._longest_statement = longest_statement
        self._strict_mode, self._lenient_mode = strict_mode, lenient_mode

    def insert(
        self, connection: LoadConnection, table: TableDefinition, part: Rows, first_row: int
    ) -> tuple[list[str], bool]:
        """Insert the rows of a part.

        :param connection: in a transaction, which is neither committed nor rolled back here.
        :param table: the table.
        :param part: the rows.
        :param first_row: the number of the first one within the table, from 1.
        :returns: what should be known, and whether an ENUM column may have got its error value.
        :raises RestoreTableError: if a row does not go in; the message names row and reason.
        :raises pymysql.err.MySQLError: if the server cannot go on.
        """
        connection.use_charset(part.charset)
        if len(part.header) + len(part.text) > self._longest_statement:
            raise RestoreTableError(
                f"Table {table.name}, from row {first_row:,} on: {part.count:,} rows make a statement of "
                f"{len(part.text):,} bytes, more than max_allowed_packet.",
                "Raise max_allowed_packet in the parameter group.",
            )
        tolerant = self._lenient_mode is not None and any(column.is_enum for column in table.columns)
        # Of a table that cannot roll back, what a refused INSERT has put in stays: it is not even tried.
        if tolerant and not table.transactional:
            batch = RowBatch.of(table, part, first_row)
            if batch.has_empty_enums():
                return self._insert_leniently(connection, batch), True
        try:
            affected = connection.query(part.header + part.text)
        except pymysql.err.MySQLError as error:
            if error_code(error) in RETRIED:
                raise
            batch = RowBatch.of(table, part, first_row)
            if tolerant and table.transactional and error_code(error) == NOT_ALLOWED:
                return self._insert_leniently(connection, batch), True
            raise _refusal(connection, batch, error) from None
        if affected != part.count:
            RowBatch.of(table, part, first_row).check_count(affected)
        return note_of(ServerWarning.of_last_statement(connection)), False

    def _insert_leniently(self, connection: LoadConnection, batch: RowBatch) -> list[str]:
        """Insert outside strict mode; only the error value of an ENUM may be what the server warns about."""
        notes: list[str] = []
        with self._outside_strict_mode(connection):
            for some in batch.split(_LENIENT_ROWS):
                try:
                    affected = connection.query(some.statement())
                except pymysql.err.MySQLError as error:
                    if error_code(error) in RETRIED:
                        raise
                    raise _refusal(connection, some, error) from None
                some.check_count(affected)
                notes += [note for note in note_of(_remarks(connection, some)) if note not in notes]
        return notes

    @contextmanager
    def _outside_strict_mode(self, connection: LoadConnection) -> Iterator[None]:
        change = "SET SESSION sql_mode = '{}', SESSION max_error_count = {}"
        connection.query(change.format(self._lenient_mode, _KEPT_WARNINGS))
        try:
            yield
        finally:
            if connection.open:  # a new connection is strict from the start
                connection.query(change.format(self._strict_mode, "DEFAULT"))


def _remarks(connection: LoadConnection, batch: RowBatch) -> list[ServerWarning]:
    """Return the server's notes on an INSERT outside strict mode.

    :raises RestoreTableError: if it warns about anything but an ENUM whose value is the empty string.
    """
    count = connection.last_warning_count
    warnings = ServerWarning.of_last_statement(connection)
    for warning in warnings:
        if not warning.is_note and warning.cut_column not in batch.empty_enums(warning.row - 1):
            raise batch.refused(warning.reason(), warning.row - 1)
    if len(warnings) != count:
        raise batch.refused(f"the server warns {count:,} times and tells {len(warnings):,} of them", None)
    return [warning for warning in warnings if warning.is_note]


def _refusal(connection: LoadConnection, batch: RowBatch, error: pymysql.err.MySQLError) -> RestoreTableError:
    """Return the error of rows that the server refused, with the number of the first bad one, by halving."""
    if not batch.table.transactional:  # the rows before the bad one are in: another try would say nothing
        return batch.refused(reason(error), None)
    low, high = 0, len(batch.rows)
    while high - low > 1:
        middle = (low + high) // 2
        connection.query("SAVEPOINT probe")
        try:
            connection.query(batch.statement(middle))
            low = middle
        except pymysql.err.MySQLError as other:
            if error_code(other) in RETRIED:
                raise
            high = middle
        connection.query("ROLLBACK TO SAVEPOINT probe")
    return batch.refused(reason(error), low)
