"""Where the dump that a run is about is: waiting, published, or nowhere."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from include.ledger.restore_marker import RestoreMarker
from include.ledger.restore_marker_table import read_restore_marker
from include.settings import Settings

if TYPE_CHECKING:
    from pymysql.connections import Connection


def find_restored_dump(
    connection: Connection[Any], settings: Settings, day: date, restore_id: str | None
) -> tuple[str, RestoreMarker] | None:
    """Return the schema that holds a run's dump, with its restore marker; None if it must be restored.

    The object decides, not the day: another object may wait in the incoming schema, of the same day or
    another one, refused by the quality rules, and another run may have published another object of the day.

    :param connection: an open connection.
    :param settings: names of the schemas.
    :param day: JST day of the dump.
    :param restore_id: the object version that the run looked at; None takes any dump of the day.
    """
    incoming = read_restore_marker(connection, settings.incoming_schema)
    seen = read_restore_marker(connection, settings.staging_schema)
    for schema, marker in ((settings.incoming_schema, incoming), (settings.staging_schema, seen)):
        if marker is not None and marker.dump_date == day and restore_id in {None, marker.restore_id}:
            return schema, marker
    return None


def describe_markers(connection: Connection[Any], settings: Settings) -> str:
    """Return what the incoming schema and staging hold, in words for a message."""
    held = []
    for schema in (settings.incoming_schema, settings.staging_schema):
        marker = read_restore_marker(connection, schema)
        what = f"{marker.object_key} with ETag {marker.etag}" if marker else "no completely restored dump"
        held.append(f"{schema} holds {what}")
    return "; ".join(held)
