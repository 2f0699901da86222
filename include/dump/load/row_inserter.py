"""Putting rows into their table by the INSERT that the dump has for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import pymysql

from include.dump.errors import RestoreTableError
from include.dump.load.load_connection import LoadConnection
from include.dump.load.options import STRICT, RestoreOptions
from include.dump.load.row_batch import RowBatch
from include.dump.load.server_warning import ServerWarning, note_of
from include.dump.parse.statement import Rows
from include.dump.parse.table_definition import TableDefinition
from include.mysql.errors import NULL_REFUSED, OF_SERVER, RETRIED, error_code, reason
from include.mysql.identifiers import quoted

# Rows of one statement outside strict mode, each of whose warnings is looked at.
_LENIENT_ROWS = 500
# More than these MySQL neither keeps nor counts (MySQL manual, "max_error_count"; 16 bits in its answer).
_KEPT_WARNINGS = 65_535


class RowInserter:
    """Inserts parts of a dump, in strict mode but for the error values of ENUM columns.

    :param longest_statement: bytes that the server takes in one statement.
    :param options: the sql_mode of the session, and what is tolerated.
    """

    def __init__(self, longest_statement: int, options: RestoreOptions) -> None:
        self._longest_statement = longest_statement
        self._options = options

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
        connection.use_charset(part.charset, part.session.narrower_charset)
        if len(part.header) + len(part.text) > self._longest_statement:
            raise RestoreTableError(
                f"Table {table.name}, from row {first_row:,} on: {part.count:,} rows make a statement of "
                f"{len(part.text):,} bytes, more than max_allowed_packet.",
                "Raise max_allowed_packet in the parameter group.",
            )
        lenient = part.session.lenient and self._options.follows_lenient_dump
        # A refused INSERT uses numbers up: rows that get theirs from the server are put once.
        if lenient and (part.numbered or not table.transactional):
            return self._insert_as_the_client(connection, table, part)
        tolerates = self._options.tolerates_empty_enums and not part.numbered
        tolerant = tolerates and any(column.is_enum for column in table.columns)
        # Of a table that cannot roll back, what a refused INSERT has put in stays: it is not even tried.
        if tolerant and not table.transactional:
            batch = RowBatch.of(table, part, first_row)
            if batch.has_empty_enums():
                return self._insert_leniently(connection, batch), True
        try:
            affected = connection.query(part.header + part.text)
        except pymysql.err.MySQLError as error:
            if _is_of_server(error, table):
                raise
            if lenient:
                return self._insert_as_the_client(connection, table, part)
            batch = RowBatch.of(table, part, first_row)
            if tolerant and table.transactional and batch.has_empty_enums():
                return self._insert_leniently(connection, batch), True
            raise _refusal(connection, batch, error) from None
        if affected != part.count:
            RowBatch.of(table, part, first_row).check_count(affected)
        return note_of(ServerWarning.of_last_statement(connection)), False

    def _insert_as_the_client(
        self, connection: LoadConnection, table: TableDefinition, part: Rows
    ) -> tuple[list[str], bool]:
        """Insert rows that strict mode refuses in the sql_mode that the dump has set, as the client does.

        The server adjusts values then and warns of each one; the warnings are counted.
        """
        mode = self._options.session_mode(part.session, lenient=True, numbered=part.numbered)
        strict = self._options.session_mode(part.session, numbered=part.numbered)
        with self._other_mode(connection, mode, strict):
            affected = _insert_whole_or_cut(connection, table, part)
            count = connection.last_warning_count
            codes = ", ".join(sorted({str(w.code) for w in ServerWarning.of_last_statement(connection)}))
        if affected != part.count:
            raise RestoreTableError(
                f"Table {table.name}: {affected:,} rows went in out of {part.count:,}.",
                "Look for duplicate keys in the dump; make it again with --single-transaction.",
            )
        note = f"{count:,} values were adjusted by the server: the dump sets no strict mode (codes {codes})"
        return [note] if count else [], any(column.is_enum for column in table.columns)

    def _insert_leniently(self, connection: LoadConnection, batch: RowBatch) -> list[str]:
        """Insert rows of which some have an ENUM's error value, outside strict mode."""
        notes: list[str] = []
        enums = sum(column.is_enum for column in batch.columns)
        for some in batch.split(max(1, min(_LENIENT_ROWS, _KEPT_WARNINGS // (4 * enums)))):
            connection.query("SAVEPOINT lenient")
            with self._outside_strict_mode(connection, batch.part):
                server_warnings = _put(connection, some)
            if server_warnings is None or server_warnings:
                notes += [note for note in note_of(server_warnings or []) if note not in notes]
                self._prove(connection, some)
        return notes

    def _prove(self, connection: LoadConnection, batch: RowBatch) -> None:
        """Insert rows about which the server warned more than the error value of an ENUM.

        Outside strict mode it replaces other values with a warning or even a mere note. So strict mode has to
        take the same rows first, with proper values for those of ENUM; they are rolled back again.

        :raises RestoreTableError: naming row and reason, if strict mode refuses a row.
        """
        if not batch.table.transactional:
            raise batch.refused("the server does not store it as it is written", None)
        connection.query("ROLLBACK TO SAVEPOINT lenient")
        proper = batch.without_empty_enums()
        try:
            connection.query(proper.statement())
        except pymysql.err.MySQLError as error:
            if _is_of_server(error, batch.table):
                raise
            raise _refusal(connection, proper, error) from None
        connection.query("ROLLBACK TO SAVEPOINT lenient")
        with self._outside_strict_mode(connection, batch.part):
            try:
                batch.check_count(connection.query(batch.statement()))
            except pymysql.err.MySQLError as error:
                if _is_of_server(error, batch.table):
                    raise
                raise _refusal(connection, batch, error) from None

    def _outside_strict_mode(self, connection: LoadConnection, part: Rows) -> AbstractContextManager[None]:
        strict = self._options.session_mode(part.session)
        lenient = ",".join(mode for mode in strict.split(",") if mode != STRICT)
        return self._other_mode(connection, lenient, strict)

    @contextmanager
    def _other_mode(self, connection: LoadConnection, mode: str, before: str) -> Iterator[None]:
        change = "SET SESSION sql_mode = '{}', SESSION max_error_count = {}"
        connection.query(change.format(mode, _KEPT_WARNINGS))
        try:
            yield
        finally:
            try:
                if connection.open:  # a new connection is strict from the start
                    connection.query(change.format(before, "DEFAULT"))
            except BaseException:
                connection.close()  # whatever comes over it next must not meet a lenient session
                raise


def _is_of_server(error: pymysql.err.MySQLError, table: TableDefinition) -> bool:
    """Tell whether rows are refused for what is not theirs; a table in memory has a limit of its own."""
    return error_code(error) in (OF_SERVER if table.transactional else RETRIED)


def _insert_whole_or_cut(connection: LoadConnection, table: TableDefinition, part: Rows) -> int:
    """Insert a part outside strict mode, like the statement of which it may be a part only.

    There NULL for a NOT NULL column is an error in an INSERT of one row, and becomes the implicit default in
    one of several rows (MySQL manual, "INSERT Statement"). With IGNORE it does so in one row, too; a row with
    another error is then left out, which shows in the number of rows.

    :returns: how many rows went in.
    :raises pymysql.err.MySQLError: if the server does not take them.
    """
    try:
        return connection.query(part.header + part.text)
    except pymysql.err.MySQLError as error:
        if error_code(error) != NULL_REFUSED or not part.of_several:
            raise
    name = quoted(table.name).encode("utf-8", "surrogateescape")
    affected = connection.query(b"INSERT IGNORE INTO " + name + part.columns + b" VALUES " + part.text)
    if not affected:
        last = ServerWarning.of_last_statement(connection)[-1]
        raise pymysql.err.IntegrityError(last.code, last.message)
    return affected


def _put(connection: LoadConnection, batch: RowBatch) -> list[ServerWarning] | None:
    """Insert rows outside strict mode.

    :returns: the server's warnings, but for those about an ENUM written as the empty string; None if the
        server refused the rows or did not tell all its warnings.
    """
    try:
        batch.check_count(connection.query(batch.statement()))
    except pymysql.err.MySQLError as error:
        if _is_of_server(error, batch.table):
            raise
        if not batch.table.transactional:
            raise batch.refused(reason(error), None) from None
        return None
    count = connection.last_warning_count
    warnings = ServerWarning.of_last_statement(connection)
    if len(warnings) != count or count >= _KEPT_WARNINGS:
        return None
    return [w for w in warnings if w.is_note or w.cut_column not in batch.empty_enums(w.row - 1)]


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
            if _is_of_server(other, batch.table):
                raise
            high, error = middle, other
        connection.query("ROLLBACK TO SAVEPOINT probe")
    return batch.refused(reason(error), low)
