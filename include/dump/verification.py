"""Comparing what is in a schema with what a dump or its manifest says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pymysql.connections import Connection

from include.dump.errors import DumpMismatchError
from include.dump.report import DumpReport
from include.dump.table_definition import quote


def verify_checksums(connection: Connection[Any], schema: str, checksums: Mapping[str, int]) -> None:
    """Compare CHECKSUM TABLE of the restored tables with announced values.

    :param connection: a connection to the server.
    :param schema: the restored schema.
    :param checksums: announced value per table. Two servers give the same value only for the same row format.
    :raises DumpMismatchError: naming the tables that differ.
    """
    found = {name: _single(connection, f"CHECKSUM TABLE {_full(schema, name)}", 1) for name in checksums}
    wrong = sorted(name for name, value in checksums.items() if found[name] != value)
    if wrong:
        raise DumpMismatchError(
            f"{len(wrong)} of the tables' checksums differ from the manifest: {', '.join(wrong[:10])}.",
            "Restore again; if they differ again, compare the tables with the source.",
        )


def verify_rows(
    connection: Connection[Any], schema: str, report: DumpReport
) -> dict[str, tuple[int, int | None]]:
    """Count the rows of a schema's tables against a fully inspected dump.

    :returns: for each table that differs, the rows in the dump and in the schema (None: no such table).
    """
    differences: dict[str, tuple[int, int | None]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = %s", (schema,))
        present = {str(row[0]) for row in cursor.fetchall()}
    for table in report.tables:
        assert table.rows is not None
        count = None
        if table.name in present:
            count = _single(connection, f"SELECT COUNT(*) FROM {_full(schema, table.name)}", 0)  # noqa: S608
        if count != table.rows:
            differences[table.name] = (table.rows, count)
    return differences


def _full(schema: str, name: str) -> str:
    return f"{quote(schema)}.{quote(name)}"


def _single(connection: Connection[Any], statement: str, column: int) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return None if row is None or row[column] is None else int(row[column])
