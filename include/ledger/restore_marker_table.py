"""Writes and reads the restore marker of a schema."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import pymysql

from include.exceptions import PublishError
from include.ledger.restore_marker import RestoreMarker
from include.ledger.restore_record import RestoreRecord
from include.mysql.identifiers import quoted
from include.mysql.sql_files import SqlFiles
from include.mysql.timestamps import from_ledger, to_ledger

if TYPE_CHECKING:
    from pymysql.connections import Connection

_SQL = SqlFiles(__file__)

MARKER_TABLE: Final = "_dump_seal"
_NO_SUCH_TABLE: Final = frozenset({1146, 1049})  # no such table, no such schema


def marker_of(restore: RestoreRecord) -> RestoreMarker:
    """Return the restore marker of a completed restore."""
    return RestoreMarker(**restore.identity().facts(), sealed_at=restore.finished_at)


def write_restore_marker(connection: Connection[Any], schema: str, marker: RestoreMarker) -> None:
    """Write the restore marker of a schema: from now on it counts as complete.

    :param connection: an open connection that may create tables in the schema.
    :param schema: the schema that holds the restored tables.
    :param marker: what it holds.
    """
    name = quoted(schema)
    values = {**asdict(marker), "sealed_at": to_ledger(marker.sealed_at)}
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {name}.{MARKER_TABLE}")
        cursor.execute(_SQL.text("create_restore_marker").format(schema=name))
        cursor.execute(_SQL.text("write_restore_marker").format(schema=name), values)
    connection.commit()


def drop_restore_marker(connection: Connection[Any], schema: str) -> None:
    """Drop a schema's restore marker before its tables are changed; none there is fine."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {quoted(schema)}.{MARKER_TABLE}")


def read_restore_marker(connection: Connection[Any], schema: str) -> RestoreMarker | None:
    """Return what a schema says it holds, or None without a restore marker (empty, incomplete, or not ours).

    :raises PublishError: if the restore marker is not exactly one row.
    """
    try:
        with connection.cursor(pymysql.cursors.DictCursor) as cursor:
            cursor.execute(_SQL.text("read_restore_marker").format(schema=quoted(schema)))
            rows = cursor.fetchall()
    except (pymysql.err.ProgrammingError, pymysql.err.OperationalError) as error:
        if error.args[0] in _NO_SUCH_TABLE:
            return None
        raise
    if not rows:  # died between CREATE and INSERT: not complete
        return None
    if len(rows) > 1:
        raise PublishError(
            f"{schema}.{MARKER_TABLE} holds {len(rows)} rows instead of one.",
            f"Somebody wrote to it by hand: DROP TABLE {schema}.{MARKER_TABLE}, then clear preflight "
            "of the day with downstream.",
        )
    return RestoreMarker(**{**rows[0], "sealed_at": from_ledger(rows[0]["sealed_at"])})
