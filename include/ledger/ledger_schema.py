"""Creates the ledger's tables and brings an older ledger up to date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pymysql

from include.mysql.identifiers import quoted
from include.mysql.sql_files import SqlFiles

if TYPE_CHECKING:
    from pymysql.cursors import Cursor

_SQL = SqlFiles(__file__)

_TABLE_NAME: Final = re.compile(r"CREATE TABLE IF NOT EXISTS (\w+)")
_COLUMN_LINE: Final = re.compile(r"^  (`(?P<name>[^`]+)` .*?),?$", re.MULTILINE)
_COLUMN_NAME: Final = re.compile(
    r"^ {2}([a-z_0-9]+) +(?:CHAR|VARCHAR|INT|BIGINT|DECIMAL|DATE|DATETIME|TIMESTAMP|JSON)\b", re.MULTILINE
)
_DUPLICATE_COLUMN: Final = 1060
_VIEW_EXISTS: Final = 1050


def ensure_tables(cursor: Cursor, file_name: str) -> None:
    """Create the tables of a DDL file in the connection's schema; add the columns that existing ones lack.

    :param cursor: a cursor of a connection whose default schema is the tables' schema.
    :param file_name: a file of CREATE TABLE IF NOT EXISTS statements, without ``.sql``.
    """
    for statement in _SQL.statements(file_name):
        match = _TABLE_NAME.search(statement)
        assert match, f"{file_name}.sql holds a statement that is no CREATE TABLE IF NOT EXISTS"
        cursor.execute(statement)
        _add_missing_columns(cursor, match[1], statement)


def ensure_no_index(cursor: Cursor, table: str, index: str) -> None:
    """Drop an index that an earlier version made, where it still is.

    :param cursor: a cursor of a connection whose default schema is the table's schema.
    :param table: the table, which is there.
    :param index: the name of the index.
    """
    if cursor.execute(f"SHOW INDEX FROM {quoted(table)} WHERE Key_name = %s", (index,)):
        cursor.execute(f"ALTER TABLE {quoted(table)} DROP INDEX {quoted(index)}")


def ensure_view(cursor: Cursor, name: str) -> None:
    """Create the view of ``name.sql`` where it is missing; readers of an existing one are not disturbed."""
    cursor.execute("SHOW TABLES LIKE %s", (name.replace("_", r"\_"),))
    if cursor.fetchone():
        return
    try:
        cursor.execute(_SQL.text(name))
    except pymysql.err.OperationalError as error:
        if error.args[0] != _VIEW_EXISTS:  # another task was quicker
            raise


def _add_missing_columns(cursor: Cursor, table: str, statement: str) -> None:
    present = {name.lower() for name, _ in _columns(cursor, table)}
    wanted = _COLUMN_NAME.findall(statement)
    if present.issuperset(name.lower() for name in wanted):
        return
    # A temporary table of the new shape hides the real one for this connection: the server itself tells how
    # it reads the new definition, and no parser of our own is needed.
    cursor.execute(statement.replace("CREATE TABLE IF NOT EXISTS", "CREATE TEMPORARY TABLE", 1))
    try:
        wanted_columns = _columns(cursor, table)
    finally:
        cursor.execute(f"DROP TEMPORARY TABLE {quoted(table)}")
    for name, definition in wanted_columns:
        if name.lower() not in present:
            _add_column(cursor, table, definition)


def _add_column(cursor: Cursor, table: str, definition: str) -> None:
    try:
        cursor.execute(f"ALTER TABLE {quoted(table)} ADD COLUMN {definition}")
    except pymysql.err.OperationalError as error:
        if error.args[0] != _DUPLICATE_COLUMN:  # another task was quicker
            raise


def _columns(cursor: Cursor, table: str) -> list[tuple[str, str]]:
    cursor.execute(f"SHOW CREATE TABLE {quoted(table)}")
    row: Any = cursor.fetchone()
    return [(match["name"], match[1]) for match in _COLUMN_LINE.finditer(row[1])]
