"""What the incoming schema must hold before it may be published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from include.exceptions import PublishError
from include.ledger.restore_marker_table import MARKER_TABLE
from include.ledger.schemas import OWN_TABLES, base_tables, count_rows

if TYPE_CHECKING:
    from pymysql.connections import Connection

_NAMED_AT_MOST: Final = 10


def incoming_tables(connection: Connection[Any], schema: str) -> list[str]:
    """Return the tables that a publish moves: those of the dump, and the restore marker.

    Other names that begin with an underscore are notes of the restore or left over from an interrupted swap.
    """
    return [
        name for name in base_tables(connection, schema) if name == MARKER_TABLE or not name.startswith("_")
    ]


def check_complete(
    connection: Connection[Any], schema: str, tables: list[str], restored_rows: dict[str, int]
) -> None:
    """Refuse a copy that differs from what the ledger recorded at its restore.

    :param connection: an open connection.
    :param schema: the incoming schema.
    :param tables: its tables, from :func:`incoming_tables`.
    :param restored_rows: table name to rows counted while restoring.
    :raises PublishError: naming missing and unexpected tables and differing row counts.
    """
    found = [name for name in tables if name != MARKER_TABLE]
    problems = [f"{name} is missing" for name in sorted(restored_rows.keys() - set(found))]
    problems += [f"{name} was not restored" for name in sorted(set(found) - restored_rows.keys())]
    problems += [f"{name} is a table of our own" for name in sorted(OWN_TABLES & set(found))]
    counts = count_rows(connection, schema, [name for name in found if name in restored_rows])
    problems += [
        f"{name} holds {rows:,} rows of {restored_rows[name]:,}"
        for name, rows in sorted(counts.items())
        if rows != restored_rows[name]
    ]
    if problems:
        more = len(problems) - _NAMED_AT_MOST
        shown = "; ".join(problems[:_NAMED_AT_MOST]) + (f"; and {more} more" if more > 0 else "")
        raise PublishError(
            f"{schema} is not what was restored: {shown}.", "Clear preflight of this day with downstream."
        )
