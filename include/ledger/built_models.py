"""Which models were really built since a dump was published, by the server's own record of its tables."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from include.mysql.sql_files import SqlFiles
from include.mysql.target import WarehouseTarget
from include.mysql.timestamps import to_ledger

_SQL = SqlFiles(__file__)


def models_built_before(target: WarehouseTarget, manifest: Path, published_at: datetime) -> list[str]:
    """Return the models of materialization ``table`` that are missing or older than a publication.

    Each build makes such a table anew, so a model whose task was only marked as successful shows by its age.
    Incremental models keep their table; what they read is checked here.

    :param target: the warehouse.
    :param manifest: dbt's ``manifest.json``.
    :param published_at: UTC moment at which the dump that they show was published.
    :returns: names as ``schema.model``, sorted.
    """
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    models = {
        (node["schema"], node["alias"])
        for node in nodes
        if node["resource_type"] == "model" and node["config"]["materialized"] == "table"
    }
    since = to_ledger(published_at)
    assert since is not None
    built: set[tuple[str, str]] = set()
    with target.with_schema(None).connect() as connection, connection.cursor() as cursor:
        cursor.execute("SET SESSION time_zone = '+00:00'")
        for schema in sorted({schema for schema, _ in models}):
            cursor.execute(_SQL.text("created_at"), {"schema": schema})
            # The server keeps whole seconds.
            built |= {(schema, name) for name, at in cursor.fetchall() if at >= since.replace(microsecond=0)}
    return sorted(f"{schema}.{name}" for schema, name in models - built)
