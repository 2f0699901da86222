"""Which models were really built since a dump was published, by what the warehouse says of its tables."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Final

import pymysql
from pymysql.cursors import Cursor

from include.exceptions import ConfigurationError
from include.mysql.sql_files import SqlFiles
from include.mysql.target import WarehouseTarget
from include.mysql.timestamps import to_ledger

_SQL = SqlFiles(__file__)
_NO_SUCH_TABLE: Final = 1146
# A view shows what its tables hold.
_MADE_ANEW, _DAYS_REPLACED, _VIEW = "atomic_table", "replaced_days", "atomic_view"


def models_built_before(target: WarehouseTarget, manifest: Path, published_at: datetime) -> list[str]:
    """Return the tables of silver and gold that are missing or older than a publication.

    A model whose task was only marked as successful shows by its age: of its table, where each build makes a
    new one, or by the record that its materialization keeps, where a build replaces days.

    :param target: the warehouse.
    :param manifest: dbt's ``manifest.json``.
    :param published_at: UTC moment at which the dump that they show was published.
    :returns: names as ``schema.model``, sorted.
    :raises ConfigurationError: if a model has a materialization of which neither is known.
    """
    models = _models(manifest)
    since = to_ledger(published_at)
    assert since is not None
    # The server keeps whole seconds of when a table was created.
    since = since.replace(microsecond=0)
    built: set[tuple[str, str]] = set()
    with target.with_schema(None).connect() as connection, connection.cursor() as cursor:
        cursor.execute("SET SESSION time_zone = '+00:00'")
        for schema in sorted({schema for schema, _ in models[_MADE_ANEW]}):
            cursor.execute(_SQL.text("created_at"), {"schema": schema})
            found = {(schema, name) for name, created_at in cursor.fetchall() if created_at >= since}
            built |= found & models[_MADE_ANEW]
        recorded = {name for name, built_at in _recorded_builds(cursor) if built_at >= since}
        built |= {model for model in models[_DAYS_REPLACED] if model[1] in recorded}
    return sorted(
        f"{schema}.{name}" for schema, name in (models[_MADE_ANEW] | models[_DAYS_REPLACED]) - built
    )


def _models(manifest: Path) -> dict[str, set[tuple[str, str]]]:
    """Return schema and name of the project's models by materialization."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    models: dict[str, set[tuple[str, str]]] = {_MADE_ANEW: set(), _DAYS_REPLACED: set(), _VIEW: set()}
    for node in nodes:
        if node["resource_type"] == "model":
            materialized = node["config"]["materialized"]
            if materialized not in models:
                raise ConfigurationError(
                    f"Nothing says when {node['alias']} was built: its materialization is {materialized}.",
                    f"Use one of {', '.join(models)}.",
                )
            models[materialized].add((node["schema"], node["alias"]))
    return models


def _recorded_builds(cursor: Cursor) -> list[tuple[str, datetime]]:
    try:
        cursor.execute(_SQL.text("built_at"))
    except pymysql.err.ProgrammingError as error:
        if error.args[0] == _NO_SUCH_TABLE:  # no such model was built yet
            return []
        raise
    return list(cursor.fetchall())
