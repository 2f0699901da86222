"""Completing a table after its last row: indexes, count, defects."""

from __future__ import annotations

from typing import Any

import pymysql

from include.dump.errors import RestoreTableError
from include.dump.load.load_connection import LoadConnection
from include.dump.load.restore_state import RestoreState
from include.dump.load.server_session import ServerSession
from include.dump.load.table_load import TableLoad
from include.mysql.errors import DUPLICATE_ENTRY, error_code, reason
from include.mysql.identifiers import quoted
from include.mysql.sql_files import SqlFiles

_SQL = SqlFiles(__file__)

_INVALID_DAY = 2**32  # what day_defects.sql adds for each


class TableFinisher:
    """Completes tables on one session.

    :param session: the session, in the target schema.
    :param state: where complete tables are noted.
    :param sql_mode: the mode in which the table's rows are as they should be.
    """

    def __init__(self, session: ServerSession, state: RestoreState, sql_mode: str) -> None:
        self._session, self._state, self._sql_mode = session, state, sql_mode

    def run(self, table: TableLoad) -> None:
        """Build the deferred indexes, count, and record that the table is complete.

        :raises RestoreTableError: if an index cannot be built or the count differs.
        :raises pymysql.err.MySQLError: if the server cannot go on.
        """
        found: list[set[str]] = []

        def attempt(connection: LoadConnection, number: int) -> None:
            connection.leave_dump_session()
            # ALTER TABLE refuses what the mode of the definition does not tolerate.
            connection.use_mode(table.sql_mode or self._sql_mode)
            if not table.has_indexes:
                self._build_indexes(connection, table, found)
                table.has_indexes = True
            self._count(connection, table)
            self._state.record_table(connection, table.summary)

        self._session.run(attempt)

    def _build_indexes(self, connection: LoadConnection, table: TableLoad, found: list[set[str]]) -> None:
        statement = table.definition.index_statement()
        if statement is None:
            return
        found.append(_index_names(connection, table.name))
        if found[-1] != found[0]:  # an earlier try went through although its answer was lost
            return
        try:
            connection.query(statement)
        except pymysql.err.MySQLError as error:
            if error_code(error) == DUPLICATE_ENTRY:
                raise RestoreTableError(
                    f"Table {table.name}: {reason(error)}.",
                    "The dump itself breaks the key: have it made again, with --single-transaction.",
                ) from None
            raise

    def _count(self, connection: LoadConnection, table: TableLoad) -> None:
        """Count the rows and, in the same scan, the tolerated defects if there may be any."""
        days = table.definition.day_columns if table.invalid_dates else ()
        enums = table.definition.enum_columns if table.empty_enums else ()
        counts = ["COUNT(*)"]
        counts += [_SQL.text("day_defects").format(column=quoted(column)) for column in days]
        counts += [_SQL.text("enum_defects").format(column=quoted(column)) for column in enums]
        # By a secondary index, which the server prefers, each entry newer than an open transaction is looked
        # up in the primary key: while other tables are loaded, that is nearly every one.
        hint = " FORCE INDEX (PRIMARY)" if table.definition.has_primary_key else ""
        statement = f"SELECT {','.join(counts)} FROM {quoted(table.name)}{hint}"  # noqa: S608 (names are quoted)
        rows, *numbers = (int(number) for number in _row(connection, statement))
        if rows != table.rows_read:
            raise RestoreTableError(
                f"Table {table.name} holds {rows:,} rows; the dump has {table.rows_read:,}.",
                "Retry; if it happens again, the table or its data in the dump is at fault.",
            )
        table.summary.rows = rows
        table.summary.defects = {}
        for column, number in zip(days, numbers, strict=False):
            invalid, zero = divmod(number, _INVALID_DAY)
            _note(table, column, "zero_dates", zero)
            _note(table, column, "invalid_dates", invalid)
        for column, number in zip(enums, numbers[len(days) :], strict=True):
            _note(table, column, "empty_enums", number)


def _note(table: TableLoad, column: str, kind: str, number: int) -> None:
    if number:
        table.summary.defects.setdefault(column, {})[kind] = number


def _index_names(connection: LoadConnection, table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW INDEX FROM {quoted(table)}")
        return {row[2] for row in cursor.fetchall()}


def _row(connection: LoadConnection, statement: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    assert row is not None
    return tuple(row)
