"""Proves that the snapshot of a day was taken from the dump that readers see."""

from __future__ import annotations

from datetime import date

from include.exceptions import SnapshotError
from include.mysql.identifiers import quoted
from include.mysql.sql_files import SqlFiles
from include.mysql.target import WarehouseTarget

_SQL = SqlFiles(__file__)


def require_published_tenants(target: WarehouseTarget, staging_schema: str, day: date) -> None:
    """Compare the loaded snapshot of a day with the published tenants.

    An earlier dump of the day leaves a file of the same name; it is still there if the task that should have
    replaced it was only marked as successful.

    :param target: the warehouse, as the loading user.
    :param staging_schema: the schema that readers see, which holds the dump of that day.
    :param day: JST day.
    :raises SnapshotError: if they differ.
    """
    statement = _SQL.text("tenants_that_differ").format(schema=quoted(staging_schema))
    with target.with_schema(None).connect() as connection, connection.cursor() as cursor:
        cursor.execute(statement, {"day": day})
        [(different,)] = cursor.fetchall()
    if different:
        raise SnapshotError(
            f"The snapshot of {day} was taken from another dump than readers see: "
            f"{different:,} tenants differ.",
            "Clear export_snapshot of that day with downstream.",
        )
