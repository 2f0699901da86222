"""Reads the ledger for the health pages."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pymysql

from include.clock import tokyo_today
from include.health.document import HealthDocument, Rows
from include.health.lineage_graph import lineage_rows
from include.health.numbers import collect_numbers
from include.mysql.sql_files import SqlFiles
from include.mysql.target import WarehouseTarget
from include.mysql.timestamps import utc_now
from include.settings import Settings

if TYPE_CHECKING:
    from pymysql.cursors import DictCursor

_SQL = SqlFiles(__file__)

# Two years and a day: the same day of the year before last can be compared.
KEPT_DAYS: Final = 731
_TABLES: Final = ("publications", "restores", "tables", "rules", "runs", "tidy_ups", "snapshots", "freshness")
_JSON_COLUMNS: Final = frozenset(
    {"overrides", "stage_seconds", "layer_rows", "spice_rows", "warnings", "erased"}
)
_NO_SUCH_TABLE: Final = 1146
_NO_SUCH_SCHEMA: Final = 1049
_NO_SUCH_COLUMN: Final = 1054


def collect(target: WarehouseTarget, settings: Settings) -> HealthDocument:
    """Return what the ledger and gold say now, in one consistent read.

    :param target: the warehouse, as a user who may read the ledger and gold.
    :param settings: name of the ledger's schema.
    :raises pymysql.err.MySQLError: if the ledger cannot be read.
    """
    cursor: DictCursor
    first = tokyo_today() - timedelta(days=KEPT_DAYS)
    ledger = target.with_schema(settings.ops_schema)
    with ledger.connect() as connection, connection.cursor(pymysql.cursors.DictCursor) as cursor:
        cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        # An older day that readers still see must not fall out of the window.
        cursor.execute("SELECT LEAST(%s, MIN(dump_date)) AS first FROM current_publication", (first,))
        window = {"first": (cursor.fetchone() or {}).get("first") or first}
        tables = {name: _rows(cursor, _SQL.named("document", name), window) for name in _TABLES}
        tables["gold"] = _optional(cursor, _SQL.text("gold_day"))
        tables["restatements"] = _optional(cursor, _SQL.text("restatements"))
        tables["lineage"] = lineage_rows(settings.dbt_manifest)
        tables.update(collect_numbers(lambda statement: _optional(cursor, statement)))
    return HealthDocument(written_at=utc_now(), tables=tables)


def _rows(cursor: DictCursor, statement: str, parameters: dict[str, Any] | None = None) -> Rows:
    cursor.execute(statement, parameters)
    rows = list(cursor.fetchall())
    for name in _JSON_COLUMNS & set(rows[0] if rows else ()):
        for row in rows:
            row[name] = json.loads(row[name]) if row[name] else None
    return rows


def _optional(cursor: DictCursor, statement: str) -> Rows:
    """Return the rows of a query on gold; none before this release has built gold for the first time.

    Between a deployment and the next build a table may lack a column, and a publish must not wait for that.
    """
    try:
        return _rows(cursor, statement)
    except (pymysql.err.ProgrammingError, pymysql.err.OperationalError) as error:
        if error.args[0] in {_NO_SUCH_TABLE, _NO_SUCH_SCHEMA, _NO_SUCH_COLUMN}:
            return []
        raise
