"""Rows of a person in one table of the warehouse."""

from __future__ import annotations

from typing import Any

from include.ledger.schemas import base_tables
from include.mysql.identifiers import quoted
from include.mysql.sql_files import SqlFiles
from include.mysql.target import WarehouseTarget

_SQL = SqlFiles(__file__)


class TableRows:
    """Rows of a person in one table, found and erased by a pair of statements from ``sql/``.

    :param target: the warehouse, as a user who may change the table.
    :param schema: its schema; a table that is not there holds nothing.
    :param table: its name, which is also that of the statements ``TABLE_found`` and ``TABLE_erase``.
    :param tenant_id: the tenant.
    """

    def __init__(self, target: WarehouseTarget, schema: str, table: str, tenant_id: int) -> None:
        self._target = target.with_schema(None)
        self._schema = schema
        self._table = table
        self._tenant_id = tenant_id
        self.name = f"{schema}.{table}"

    def found(self) -> int:
        """Return the number of rows."""
        with self._target.connect() as connection:
            if self._table not in base_tables(connection, self._schema):
                return 0
            with connection.cursor() as cursor:
                self._execute(cursor, "found")
                row = cursor.fetchone()
                assert row is not None
                return int(row[0])

    def erase(self) -> None:
        """Mask or delete them, as the statement says."""
        if self.found():
            with self._target.connect() as connection, connection.cursor() as cursor:
                self._execute(cursor, "erase")

    def _execute(self, cursor: Any, part: str) -> None:
        statement = _SQL.text(f"{self._table}_{part}").format(schema=quoted(self._schema))
        cursor.execute(statement, {"tenant_id": self._tenant_id})
