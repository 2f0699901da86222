"""Gold counts as complete by its tables, not by the state of the tasks that should have built them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from include.exceptions import ConfigurationError, PublishError, TransformError
from include.mysql.target import WarehouseTarget
from include.settings import get_settings
from include.staging.publish.publisher import Publisher
from tests.include.world import DAY_10, World
from tokyobeta.operators.gold_complete import GoldCompleteOperator

pytestmark = [pytest.mark.mysql, pytest.mark.aws]
CONTEXT: Any = {"run_id": "r1"}


@pytest.fixture
def world(connections: WarehouseTarget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Three models built after the dump of 10 February was published."""
    models = [
        ("gold", "moveouts", "atomic_table"),
        ("gold", "occupancy_daily", "replaced_days"),
        ("silver", "contracts", "atomic_table"),
        ("silver", "s", "atomic_view"),
    ]
    nodes = {
        name: {"resource_type": "model", "schema": schema, "alias": name, "config": {"materialized": kind}}
        for schema, name, kind in models
    }
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"nodes": nodes}), encoding="utf-8")
    monkeypatch.setenv("TOKYOBETA_DBT_MANIFEST", str(manifest))
    get_settings.cache_clear()
    made = World(connections)
    made.restore(DAY_10)
    Publisher(made.target, made.ledger, made.settings).publish(DAY_10, run_id="r1", code_version="c")
    made.execute(
        "CREATE TABLE gold.moveouts AS SELECT 1 AS id UNION SELECT 2",
        "CREATE TABLE silver.contracts (id INT)",
        "CREATE TABLE gold.occupancy_daily (id INT)",
        "CREATE TABLE silver.built_models (model VARCHAR(64), built_at DATETIME(6))",
        "INSERT INTO silver.built_models VALUES ('occupancy_daily', UTC_TIMESTAMP(6))",
    )
    return made


def complete(day: str = "2026-02-10") -> dict[str, Any]:
    return GoldCompleteOperator(task_id="gold_done", dump_date=day).execute(CONTEXT)


def test_the_moment_and_the_rows_are_passed_on(world: World) -> None:
    result = complete()
    assert result["rows"] == {"moveouts": 2, "occupancy_daily": 0}
    assert result["complete_at"] > 1_700_000_000


@pytest.mark.parametrize(
    ("damage", "model"),
    [
        ("DROP TABLE silver.contracts", r"silver\.contracts"),
        # Published anew after the models were built: their tasks were only marked as successful.
        (
            "UPDATE ops.publications SET published_at = UTC_TIMESTAMP(3) + INTERVAL 1 HOUR",
            r"gold\.moveouts, gold\.occupancy_daily, silver\.contracts",
        ),
        ("UPDATE silver.built_models SET built_at = '2026-02-09'", r"gold\.occupancy_daily"),
        ("DROP TABLE silver.built_models", r"gold\.occupancy_daily"),
    ],
)
def test_a_model_that_was_not_built_since_the_publish_is_named(world: World, damage: str, model: str) -> None:
    world.execute(damage)
    with pytest.raises(TransformError, match=rf"^{model} was not built since the dump of 2026-02-10"):
        complete()


def test_another_days_dump_in_staging_is_refused(world: World) -> None:
    with pytest.raises(PublishError, match=r"Readers see the dump of 2026-02-10, not that of 2026-02-09"):
        complete("2026-02-09")


def test_a_materialization_whose_builds_leave_no_trace_is_refused(world: World) -> None:
    manifest = get_settings().dbt_manifest
    manifest.write_text(
        manifest.read_text(encoding="utf-8").replace("atomic_table", "table"), encoding="utf-8"
    )
    with pytest.raises(ConfigurationError, match=r"moveouts was built: its materialization is table"):
        complete()
