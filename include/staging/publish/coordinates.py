"""Remembers each property's last good coordinates, in a table of our own that no publish replaces."""

from __future__ import annotations

from include.mysql.identifiers import quoted
from include.mysql.sql_files import SqlFiles
from include.mysql.target import WarehouseTarget
from include.settings import Settings

_SQL = SqlFiles(__file__)


def remember_coordinates(target: WarehouseTarget, settings: Settings) -> int:
    """Bring ``property_geo_latlon_backup`` up to the published apartments; a second call changes nothing.

    :param target: the warehouse, as the loading user.
    :param settings: name of the staging schema.
    :returns: properties whose coordinates are known.
    """
    staging = quoted(settings.staging_schema)
    with target.with_schema(None).connect() as connection, connection.cursor() as cursor:
        # A zero date in updated_at must not stop the others.
        cursor.execute("SET SESSION sql_mode = ''")
        cursor.execute(_SQL.text("remember_coordinates").format(staging=staging))
        cursor.execute(f"SELECT COUNT(*) FROM {staging}.property_geo_latlon_backup")  # noqa: S608
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])
