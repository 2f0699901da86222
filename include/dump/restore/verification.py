"""Comparing what is in a schema with what a dump or its manifest says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pymysql.connections import Connection

from include.dump.errors import DumpMismatchError, RestoreTableError
from include.dump.load.options import RestoreOptions
from include.dump.load.table_summary import TableSummary
from include.dump.parse.dump_checks import check_tables
from include.dump.parse.report import DumpReport
from include.mysql.identifiers import quoted
from include.mysql.table_names import fold_names


def check_restored(
    report: DumpReport, tables: Sequence[TableSummary], errors: Sequence[str], options: RestoreOptions
) -> None:
    """Check that every table is there with the rows that are expected of it.

    :param report: the dump.
    :param tables: what was restored.
    :param errors: what went wrong with single tables.
    :param options: the expected tables, and the manifest.
    :raises RestoreTableError: naming the tables that could not be restored.
    :raises DumpMismatchError: if tables or rows differ from what was expected.
    """
    if errors:
        raise RestoreTableError(
            f"{len(errors)} table{'s' * (len(errors) > 1)} could not be restored. {' '.join(errors[:10])}",
            f"Correct the cause, then retry{'' if report.alterations else '; the complete tables are kept'}.",
        )
    counted = {table.name: table.rows for table in tables}
    if lost := sorted(set(report.table_names) - counted.keys()):
        raise RestoreTableError(
            f"{len(lost)} tables that the inspection saw were not loaded: {', '.join(lost[:10])}.",
            "Have the dump made again; if it stays so, restore it with the mysql client and report this.",
        )
    found = tuple(
        replace(table, rows=counted[table.name]) for table in report.tables if table.name in counted
    )
    check_tables(replace(report, tables=found), options.manifest, options.expected_tables)


def wrong_checksums(connection: Connection[Any], schema: str, checksums: Mapping[str, int]) -> list[str]:
    """Return the restored tables whose CHECKSUM TABLE differs from the announced value.

    :param connection: a connection to the server.
    :param schema: the restored schema.
    :param checksums: announced value per table. Two servers give the same value only for the same row format.
    """
    found = {name: _single(connection, f"CHECKSUM TABLE {_full(schema, name)}", 1) for name in checksums}
    return sorted(name for name, value in checksums.items() if found[name] != value)


def refuse_wrong(wrong: Sequence[str]) -> None:
    """Tell which tables' checksums differ, if there are any.

    :param wrong: their names.
    :raises DumpMismatchError: naming them.
    """
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
    fold = fold_names(connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = %s", (schema,))
        present = {fold(str(row[0])) for row in cursor.fetchall()}
    for table in report.tables:
        assert table.rows is not None
        count = None
        if fold(table.name) in present:
            count = _single(connection, f"SELECT COUNT(*) FROM {_full(schema, table.name)}", 0)  # noqa: S608
        if count != table.rows:
            differences[table.name] = (table.rows, count)
    return differences


def _full(schema: str, name: str) -> str:
    return f"{quoted(schema)}.{quoted(name)}"


def _single(connection: Connection[Any], statement: str, column: int) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return None if row is None or row[column] is None else int(row[column])
