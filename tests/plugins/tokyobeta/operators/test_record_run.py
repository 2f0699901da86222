"""The end of a run: its row in the ledger, and the metrics that alarms watch."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from include.exceptions import PublishError
from include.ledger.ledger import Ledger
from include.ledger.restore_marker_table import marker_of
from include.ledger.snapshot_load import SnapshotLoad
from include.mysql.target import WarehouseTarget
from include.quicksight.data_sets import DATA_SET_IDS
from include.settings import get_settings
from include.staging.publish.publisher import Publisher
from tests.include.world import DAY_10, World
from tokyobeta.operators.record_run import RecordRunOperator
from tokyobeta.operators.warehouse_operator import is_true

pytestmark = [pytest.mark.mysql, pytest.mark.aws, pytest.mark.usefixtures("data_bucket")]
GOLD: dict[str, str] = {}  # filled for the publication of each test
SPICE = [{"data_set_id": name, "rows_ingested": 7} for name in DATA_SET_IDS]


class Instance:
    """What the operator asks of its task instance."""

    def __init__(self, states: dict[str, str]) -> None:
        self.states = states

    def xcom_pull(self, task_ids: str) -> Any:
        return {"refresh_spice": SPICE, "gold_done": GOLD}.get(task_ids)

    def get_task_states(self, dag_id: str, task_ids: list[str], run_ids: list[str]) -> Any:
        return {run_ids[0]: {name: self.states[name] for name in task_ids if name in self.states}}

    def get_task_breadcrumbs(self, dag_id: str, run_id: str) -> Any:
        return [
            {"task_id": "restore_dump", "duration": 15.5, "state": "success"},
            {"task_id": "silver.stg_movings.build", "duration": 3.0, "state": "success"},
            {"task_id": "silver.stg_tenants.build", "duration": 4.25, "state": "success"},
            {"task_id": "enrichment_done", "duration": None, "state": "success"},
        ]


def warning_test(name: str, kind: str, model: str) -> dict[str, Any]:
    """A test of severity warn as dbt's manifest has it."""
    return {
        "resource_type": "test",
        "name": name,
        "alias": name,
        "schema": "test_results",
        "config": {"severity": "warn"},
        "test_metadata": {"name": kind},
        "attached_node": f"model.tokyobeta.{model}",
    }


@pytest.fixture
def operator(
    connections: WarehouseTarget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> RecordRunOperator:
    manifest = tmp_path / "manifest.json"
    tests = [
        warning_test("moveouts_warnings", "column_rules", "moveouts"),
        warning_test("identity_codes_are_known", "code_in_seed", "stg_tenants"),
    ]
    manifest.write_text(
        json.dumps({"nodes": {test["name"]: test for test in tests}, "sources": {}, "exposures": {}}),
        encoding="utf-8",
    )
    monkeypatch.setenv("TOKYOBETA_DBT_MANIFEST", str(manifest))
    get_settings.cache_clear()
    world = World(connections)
    GOLD["load_id"] = marker_of(world.restore(DAY_10)).load_id
    Publisher(world.target, world.ledger, world.settings).publish(DAY_10, run_id="r1", code_version="c")
    world.ledger.record_snapshot(
        SnapshotLoad(
            snapshot_date=DAY_10, object_key="k", status="loaded", run_id="r1", loaded_etag="e", loaded_rows=1
        )
    )
    with connections.connect() as connection, connection.cursor() as cursor:
        for schema in ("silver", "gold", "test_results"):
            cursor.execute(f"CREATE DATABASE IF NOT EXISTS {schema}")
        cursor.execute("CREATE TABLE gold.moveouts AS SELECT 1 AS contract_id UNION SELECT 2")
        cursor.execute(
            "CREATE TABLE test_results.moveouts_warnings (broken_rule VARCHAR(99), failing_rows INT)"
        )
        cursor.execute("CREATE TABLE test_results.identity_codes_are_known (unknown_code INT)")
    return RecordRunOperator(
        task_id="record_run",
        dump_date="2026-02-10",
        gold_task_id="gold_done",
        spice_task_id="refresh_spice",
        optional_task_ids=["archive_dump", "drop_old_backups"],
    )


def context(states: dict[str, str], start: datetime | None = None, *, skip_spice: bool = False) -> Any:
    run = SimpleNamespace(
        dag_id="tokyobeta_daily",
        run_id="r1",
        start_date=start or datetime.now(UTC) - timedelta(minutes=9),
    )
    return {"dag_run": run, "ti": Instance(states), "run_id": "r1", "params": {"skip_spice": skip_spice}}


def test_rows_and_duration_are_in_the_ledger_once_however_often_it_runs(
    operator: RecordRunOperator, connections: WarehouseTarget
):
    start = datetime.now(UTC) - timedelta(minutes=9)
    for _ in range(2):
        short = operator.execute(context({"archive_dump": "success"}, start))
    longest = (datetime.now(UTC) - start).total_seconds()
    run = Ledger(connections).last_success("tokyobeta_daily")
    assert run is not None
    assert run.layer_rows["gold"] == {"moveouts": 2}
    assert run.spice_rows == dict.fromkeys(DATA_SET_IDS, 7)
    assert run.stage_seconds == {"restore_dump": 15.5, "silver": 7.25}
    # The ledger may cut or round fractions of a second.
    assert 9 * 60 - 1 <= (run.seconds or 0) <= longest + 1
    assert short["warnings"] == []
    with connections.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM ops.pipeline_runs")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize("pulled", [None, [], [None, None]])
def test_a_run_that_skipped_spice_is_recorded_as_a_success_without_its_rows(
    operator: RecordRunOperator, connections: WarehouseTarget, monkeypatch: pytest.MonkeyPatch, pulled: Any
):
    results = {"refresh_spice": pulled, "gold_done": GOLD}
    monkeypatch.setattr(Instance, "xcom_pull", lambda _, task_ids: results[task_ids])
    short = operator.execute(context({"archive_dump": "success"}, skip_spice=True))
    run = Ledger(connections).last_success("tokyobeta_daily")
    assert run is not None
    assert (run.state, run.spice_rows, run.warnings) == ("success", {}, ())
    assert short["spice_rows"] == {}


def test_incident_16_a_failed_archive_is_a_warning_of_a_successful_run(
    operator: RecordRunOperator, connections: WarehouseTarget
):
    operator.execute(context({"archive_dump": "failed", "drop_old_backups": "success"}))
    run = Ledger(connections).last_success("tokyobeta_daily")
    assert run is not None
    assert run.warnings == ("archive_dump failed",)


def test_what_the_models_tests_warn_of_is_in_the_ledger_and_in_the_log(
    operator: RecordRunOperator,
    connections: WarehouseTarget,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
):
    """A dbt test of severity warn left its rows in a table, and nobody looked there."""
    with connections.connect() as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO test_results.moveouts_warnings VALUES ('age between 18 and 100', 1234)")
        cursor.execute("INSERT INTO test_results.identity_codes_are_known VALUES (97), (98)")
        connection.commit()
    expected = (
        "archive_dump failed",
        "identity_codes_are_known: 2 rows, see test_results.identity_codes_are_known",
        "moveouts: 1,234 rows break: age between 18 and 100",
    )
    short = operator.execute(context({"archive_dump": "failed"}))
    log = caplog.text + capsys.readouterr().out
    run = Ledger(connections).last_success("tokyobeta_daily")
    assert run is not None
    assert run.warnings == expected
    assert tuple(short["warnings"]) == expected
    for line in expected:
        assert line in log
    assert "/tokyobeta/days/2026-02-10" in log


def test_every_alarm_about_a_run_gets_its_metric(
    operator: RecordRunOperator, connections: WarehouseTarget, empty_aws: str
):
    Ledger(connections).ensure()
    with connections.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ops.restores (restore_id, load_id, dump_date, bucket, object_key, etag,"
            " stored_bytes, text_bytes, table_count, row_count, started_at, finished_at, seconds,"
            " code_version, run_id)"
            " VALUES ('r', 'l', '2026-02-10', 'b', 'k', 'e', 5, 7, 1, 1, NOW(), NOW(), 2.5, 'c', 'r1')"
        )
        connection.commit()
    operator.execute(context({}))
    cloudwatch = boto3.client("cloudwatch", endpoint_url=empty_aws, region_name="ap-northeast-1")
    names = {
        metric["MetricName"] for metric in cloudwatch.list_metrics(Namespace="TokyoBeta/Pipeline")["Metrics"]
    }
    assert names == {
        "RunLate",
        "RunDurationSeconds",
        "DumpBytes",
        "RestoreSeconds",
        "SnapshotsRejected",
        "SpiceRows",
    }


def test_what_was_only_marked_as_successful_is_in_the_ledger_and_in_one_message(
    operator: RecordRunOperator,
    connections: WarehouseTarget,
    inbox: Any,
    monkeypatch: pytest.MonkeyPatch,
):
    Ledger(connections)
    with connections.connect() as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM ops.snapshot_loads")
    monkeypatch.setattr(Instance, "xcom_pull", lambda *_, **__: None)
    operator.execute(context({}))
    run = Ledger(connections).last_success("tokyobeta_daily")
    assert run is not None
    assert run.warnings[:2] == (
        "the tenant snapshot of 2026-02-10 is not loaded",
        "gold_done left no result: gold was not proven to be complete",
    )
    assert len(run.warnings) == 2 + len(DATA_SET_IDS)
    [message] = inbox()
    assert all(warning in message["Message"] for warning in run.warnings)


def test_a_proof_of_gold_from_before_another_publication_is_recorded_as_missing(
    operator: RecordRunOperator, connections: WarehouseTarget, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(GOLD, "load_id", "of another publication")
    operator.execute(context({}))
    run = Ledger(connections).last_success("tokyobeta_daily")
    assert run is not None
    assert run.warnings == ("gold was not proven to be complete since r1 has published",)


def test_a_day_that_readers_do_not_see_is_not_recorded_as_a_success(
    operator: RecordRunOperator, connections: WarehouseTarget
):
    operator.dump_date = "2026-02-09"
    with pytest.raises(PublishError, match=r"Readers see the dump of 2026-02-10"):
        operator.execute(context({}))
    assert Ledger(connections).last_success("tokyobeta_daily") is None


@pytest.mark.parametrize(("rendered", "expected"), [("True", True), ("false", False), (True, True)])
def test_a_rendered_flag_is_read(rendered: str | bool, expected: bool):
    assert is_true(rendered) is expected


def test_a_flag_that_did_not_render_is_an_error_and_not_a_no():
    with pytest.raises(ValueError, match="True or False"):
        is_true("{{ params.force }}")
