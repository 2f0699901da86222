"""Two runs of one day, each with a dump of its own: no step of the first speaks for the second's dump."""

from __future__ import annotations

import json
from typing import Any

import pytest

from include.exceptions import PreflightError, PublishError, SnapshotError, TransformError
from include.mysql.target import WarehouseTarget
from include.settings import get_settings
from include.staging.publish.publisher import Publisher
from tests.include.conftest import dump_object, record_rules, restore_record
from tests.include.world import DAY_10, World
from tokyobeta.operators.figures_record import FiguresRecordOperator
from tokyobeta.operators.gold_complete import GoldCompleteOperator
from tokyobeta.operators.publish_staging import PublishStagingOperator
from tokyobeta.operators.quicksight_refresh import QuickSightRefreshOperator
from tokyobeta.operators.record_run import RecordRunOperator
from tokyobeta.operators.tenant_snapshot_export import TenantSnapshotExportOperator
from tokyobeta.operators.tenant_snapshot_load import TenantSnapshotLoadOperator

pytestmark = [pytest.mark.mysql, pytest.mark.aws]
CONTEXT: Any = {"run_id": "first"}
KEY = "snapshots/tenant_status/20260210.csv"
RECORD_RUN: dict[str, Any] = {"gold_task_id": "g", "spice_task_id": "s", "optional_task_ids": []}


def publish(world: World, run_id: str, etag: str, tenants: dict[int, int]) -> None:
    """Restore and publish a dump of 10 February with these tenants and their status."""
    world.restore(DAY_10, {"movings": 1}, etag=etag)
    world.execute(
        "DROP TABLE IF EXISTS staging_incoming.tenants",
        "CREATE TABLE staging_incoming.tenants (id INT UNSIGNED PRIMARY KEY, full_name VARCHAR(191), "
        "status INT UNSIGNED NOT NULL, contract_type INT UNSIGNED NOT NULL)",
        *(f"INSERT INTO staging_incoming.tenants VALUES ({n}, 'A', {s}, 1)" for n, s in tenants.items()),
    )
    record = restore_record(DAY_10, {"movings": 1, "tenants": len(tenants)}, etag=etag)
    world.ledger.record_restore(record, "staging_incoming")
    record_rules(world.ledger, record)
    Publisher(world.target, world.ledger, world.settings).publish(DAY_10, run_id=run_id, code_version="c")


@pytest.fixture
def world(connections: WarehouseTarget, data_bucket: Any, tmp_path: Any, monkeypatch: Any) -> World:
    """The first run has published its dump; the second one another dump under the same key."""
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"nodes": {}, "sources": {}, "exposures": {}}), encoding="utf-8")
    monkeypatch.setenv("TOKYOBETA_DBT_MANIFEST", str(manifest))
    get_settings.cache_clear()
    made = World(connections)
    publish(made, "first", "e1", {1: 9, 2: 9})
    publish(made, "second", "e2", {1: 9, 2: 14})
    return made


def step(kind: Any, etag: str, **arguments: Any) -> Any:
    dump = json.dumps(dump_object(DAY_10, etag).to_json())
    return kind(task_id="t", dump_date="2026-02-10", dump=dump, **arguments).execute(CONTEXT)


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        (TenantSnapshotExportOperator, {}),
        (TenantSnapshotLoadOperator, {}),
        (GoldCompleteOperator, {}),
        (RecordRunOperator, RECORD_RUN),
    ],
)
def test_a_run_whose_dump_was_replaced_says_who_published_what_readers_see(
    world: World, data_bucket: Any, kind: Any, arguments: dict[str, Any]
) -> None:
    with pytest.raises(PublishError, match="with ETag e2, which the run second published") as error:
        step(kind, "e1", **arguments)
    assert error.value.action == "Clear preflight of 2026-02-10 with downstream."
    assert "Contents" not in data_bucket.list_objects_v2(Bucket="jram-gghouse", Prefix="snapshots/")
    assert world.value("SELECT COUNT(*) FROM ops.pipeline_runs") == 0


def test_publishing_again_in_the_first_run_says_so_as_well(world: World) -> None:
    with pytest.raises(PublishError, match=r"staging holds dumps/gghouse_20260210\.sql\.gz with ETag e2"):
        step(PublishStagingOperator, "e1")
    assert world.publications() == 2


def test_the_second_run_and_the_first_after_its_advice_was_followed_go_on(world: World) -> None:
    assert step(TenantSnapshotExportOperator, "e2")["rows"] == 2
    assert step(TenantSnapshotLoadOperator, "e2")["rows_loaded"] == 2
    assert step(GoldCompleteOperator, "e2")["load_id"] == world.value(
        "SELECT load_id FROM staging._dump_seal"
    )


def test_preflight_marked_as_success_exports_nothing(world: World) -> None:
    task = TenantSnapshotExportOperator(task_id="t", dump_date="2026-02-10", dump="null")
    with pytest.raises(PreflightError, match="has passed no dump in this run"):
        task.execute(CONTEXT)


def test_a_snapshot_of_the_first_dump_does_not_count_for_the_second(world: World, data_bucket: Any) -> None:
    """As if export_snapshot of the second run was only marked as success."""
    header = "tenant_id,status,contract_type,full_name,snapshot_date"
    body = "\r\n".join((header, "1,9,1,A,2026-02-10", "2,9,1,A,2026-02-10", ""))
    data_bucket.put_object(Bucket="jram-gghouse", Key=KEY, Body=body.encode())
    with pytest.raises(SnapshotError, match="taken from another dump than readers see: 1 tenants") as error:
        step(TenantSnapshotLoadOperator, "e2")
    assert error.value.action == "Clear export_snapshot of that day with downstream."
    step(TenantSnapshotExportOperator, "e2")
    assert step(TenantSnapshotLoadOperator, "e2")["rows_loaded"] == 2


def test_a_publication_without_its_row_in_the_ledger_is_not_built_on(world: World) -> None:
    """As if publish_staging died after its RENAME and was marked as success."""
    world.execute("DELETE FROM ops.publications WHERE run_id = 'second'")
    with pytest.raises(PublishError, match="the ledger does not know") as error:
        step(GoldCompleteOperator, "e2")
    assert error.value.action == "Clear publish_staging of 2026-02-10 with downstream."
    healing = Publisher(world.target, world.ledger, world.settings)
    assert healing.publish(DAY_10, run_id="second", code_version="c").healed
    assert step(GoldCompleteOperator, "e2")


@pytest.mark.parametrize(
    ("gold", "problem"),
    [
        ("null", "gold_done has left no result"),
        (
            json.dumps({"load_id": "of the first", "complete_at": 0.0, "rows": {}}),
            r"another dump than readers see now: dumps/gghouse_20260210\.sql\.gz, published by second",
        ),
    ],
)
def test_figures_and_spice_rest_on_a_proof_of_gold_for_what_readers_see(
    world: World, gold: str, problem: str
) -> None:
    """Nothing is recorded, and no ingestion is asked for: there is no QuickSight here to ask."""
    with pytest.raises(TransformError, match=problem):
        step(FiguresRecordOperator, "e2", gold=gold)
    with pytest.raises(TransformError, match=problem):
        QuickSightRefreshOperator(task_id="t", data_set_id="tokyobeta-moveouts", gold=gold).execute(CONTEXT)
    assert world.value("SELECT COUNT(*) FROM ops.published_figures") == 0
