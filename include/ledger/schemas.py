"""The schemas of the warehouse and what belongs in them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from include.clock import parse_day
from include.exceptions import ConfigurationError
from include.ledger.ledger_schema import ensure_no_index, ensure_tables
from include.mysql.creation_lock import creation_lock
from include.mysql.identifiers import checked_schema, quoted
from include.mysql.sql_files import SqlFiles
from include.mysql.target import WarehouseTarget
from include.settings import Settings

if TYPE_CHECKING:
    from pymysql.connections import Connection
    from pymysql.cursors import Cursor

_SQL = SqlFiles(__file__)

# In a backup: a table that going back with it alone has set aside, so that it can be undone.
SET_ASIDE_PREFIX: Final = "_set_aside_"
# Written by dbt; the names are fixed in dbt_project.yml.
TRANSFORM_SCHEMAS: Final = ("silver", "gold", "seeds", "test_results")
# MySQL's own, and the ones that Aurora adds.
SYSTEM_SCHEMAS: Final = frozenset({"mysql", "sys", "information_schema", "performance_schema", "tmp"})
OWN_TABLES: Final = frozenset(
    match[1]
    for statement in _SQL.statements("own_tables")
    if (match := re.search(r"CREATE TABLE IF NOT EXISTS (\w+)", statement))
)


def allowed_schemas(settings: Settings) -> tuple[str, ...]:
    """Return the schemas that the warehouse consists of, the dated backups aside."""
    return (settings.staging_schema, settings.incoming_schema, *TRANSFORM_SCHEMAS, settings.ops_schema)


def ensure_schemas(target: WarehouseTarget, settings: Settings) -> None:
    """Create the schemas and our own tables inside staging, where they are missing or of an older version.

    :param target: the warehouse, as the loading user.
    :param settings: names of the schemas.
    :raises pymysql.err.MySQLError: if the user may not create them.
    """
    with target.with_schema(None).connect() as connection, connection.cursor() as cursor:
        for name in allowed_schemas(settings):
            create_schema(cursor, name)
        cursor.execute(f"USE {quoted(settings.staging_schema)}")
        with creation_lock(cursor, settings.staging_schema):
            ensure_tables(cursor, "own_tables")
            ensure_no_index(cursor, "tenant_daily_snapshots", "tenant_daily_snapshots_tenant")


def create_schema(cursor: Cursor, name: str) -> None:
    """Create a schema where it is missing.

    It is looked for first: CREATE DATABASE IF NOT EXISTS needs the right to create it even where it exists,
    and the loading user need not have that right on what dbt owns.
    """
    if not cursor.execute("SHOW DATABASES WHERE `Database` = %s", (checked_schema(name),)):
        cursor.execute(
            f"CREATE DATABASE IF NOT EXISTS {quoted(name)} CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci"
        )


def stray_schemas(target: WarehouseTarget, settings: Settings) -> list[str]:
    """Return schemas that the warehouse should not have, such as a ``basis`` made by a USE in a dump.

    :param target: the warehouse; a schema that this user may not see is not found.
    :param settings: names of the schemas.
    """
    allowed = set(allowed_schemas(settings)) | SYSTEM_SCHEMAS
    with target.with_schema(None).connect() as connection, connection.cursor() as cursor:
        cursor.execute("SHOW DATABASES")
        names = [str(row[0]) for row in cursor.fetchall()]
    return sorted(
        n for n in names if n not in allowed and backup_day(n, settings.backup_schema_prefix) is None
    )


def backup_schema(prefix: str, day: date) -> str:
    """Return the name of the schema that keeps the replaced copy of the dump of a day."""
    return checked_schema(f"{prefix}{day:%Y%m%d}")


def backup_day(schema: str, prefix: str) -> date | None:
    """Return the dump date in the name of a backup schema; None for any other name.

    Only the prefix followed by a calendar day in eight digits is a backup: nothing else is ever dropped.
    """
    digits = schema.removeprefix(prefix)
    if not schema.startswith(prefix) or not re.fullmatch(r"[0-9]{8}", digits):
        return None
    try:
        return parse_day(digits)
    except ConfigurationError:
        return None


def backup_schemas(connection: Connection[Any], prefix: str) -> dict[str, date]:
    """Return the schemas with replaced copies of staging, and the dump date of each.

    :param connection: an open connection.
    :param prefix: how their names begin.
    """
    with connection.cursor() as cursor:
        cursor.execute("SHOW DATABASES")
        names = [str(row[0]) for row in cursor.fetchall()]
    return {name: day for name in names if (day := backup_day(name, prefix)) is not None}


def base_tables(connection: Connection[Any], schema: str) -> list[str]:
    """Return the tables of a schema in exact case, views left out; none when there is no such schema."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL.text("base_tables"), {"schema": schema})
        return [str(row[0]) for row in cursor.fetchall()]


def count_rows(connection: Connection[Any], schema: str, tables: list[str]) -> dict[str, int]:
    """Return the exact number of rows of each table; the optimiser's estimates are never used."""
    counts = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT COUNT(*) FROM {quoted(schema)}.{quoted(table)}")  # noqa: S608
            row = cursor.fetchone()
            assert row is not None
            counts[table] = int(row[0])
    return counts


def layer_rows(
    target: WarehouseTarget, schemas: tuple[str, ...] = ("silver", "gold")
) -> dict[str, dict[str, int]]:
    """Return schema to table to exact rows, for the record of a run."""
    with target.with_schema(None).connect() as connection:
        return {name: count_rows(connection, name, base_tables(connection, name)) for name in schemas}


def columns(target: WarehouseTarget, schemas: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return schema, table, name and type of every column of some schemas, in a fixed order.

    :param target: the warehouse.
    :param schemas: their names; one that is missing has no columns.
    """
    with target.with_schema(None).connect() as connection, connection.cursor() as cursor:
        cursor.execute(_SQL.text("columns"), {"schemas": schemas})
        return [tuple(str(value) for value in row) for row in cursor.fetchall()]
