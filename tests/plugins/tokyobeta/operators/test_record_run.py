"""The end of a run: its row in the ledger, and the success that the dead-man alarm waits for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from include.warehouse.ledger import Ledger
from include.warehouse.target import WarehouseTarget
from tokyobeta.operators.record_run import RecordRunOperator
from tokyobeta.operators.warehouse_operator import is_true

pytestmark = [pytest.mark.mysql, pytest.mark.aws]
SPICE = [{"data_set_id": "tokyobeta-moveouts", "rows_ingested": 7}]


class Instance:
    """What the operator asks of its task instance."""

    def __init__(self, states: dict[str, str]) -> None:
        self.states = states

    def xcom_pull(self, task_ids: str) -> Any:
        return SPICE if task_ids == "refresh_spice" else None

    def get_task_states(self, dag_id: str, task_ids: list[str], run_ids: list[str]) -> Any:
        return {run_ids[0]: {name: self.states[name] for name in task_ids if name in self.states}}


@pytest.fixture
def operator(connections: WarehouseTarget) -> RecordRunOperator:
    with connections.connect() as connection, connection.cursor() as cursor:
        for schema in ("silver", "gold"):
            cursor.execute(f"CREATE DATABASE {schema}")
        cursor.execute("CREATE TABLE gold.moveouts AS SELECT 1 AS contract_id UNION SELECT 2")
    return RecordRunOperator(
        task_id="record_run",
        dump_date="2026-02-10",
        spice_task_id="refresh_spice",
        optional_task_ids=["archive_dump", "drop_old_backups"],
    )


def context(states: dict[str, str]) -> Any:
    run = SimpleNamespace(
        dag_id="tokyobeta_daily", run_id="r1", start_date=datetime.now(UTC) - timedelta(minutes=9)
    )
    return {"dag_run": run, "ti": Instance(states), "run_id": "r1"}


def test_rows_and_duration_are_in_the_ledger_once_however_often_it_runs(
    operator: RecordRunOperator, connections: WarehouseTarget
):
    for _ in range(2):
        short = operator.execute(context({"archive_dump": "success"}))
    run = Ledger(connections).last_success("tokyobeta_daily")
    assert run is not None
    assert run.layer_rows["gold"] == {"moveouts": 2}
    assert run.spice_rows == {"tokyobeta-moveouts": 7}
    assert 530 < (run.seconds or 0) < 700
    assert short["warnings"] == []
    with connections.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM ops.pipeline_runs")
        assert cursor.fetchone() == (1,)


def test_incident_16_a_failed_archive_is_a_warning_of_a_successful_run(
    operator: RecordRunOperator, connections: WarehouseTarget
):
    operator.execute(context({"archive_dump": "failed", "drop_old_backups": "success"}))
    run = Ledger(connections).last_success("tokyobeta_daily")
    assert run is not None
    assert run.warnings == ("archive_dump failed",)


def test_the_dead_man_alarm_gets_its_success(operator: RecordRunOperator, empty_aws: str):
    operator.execute(context({}))
    cloudwatch = boto3.client("cloudwatch", endpoint_url=empty_aws, region_name="ap-northeast-1")
    names = {
        metric["MetricName"] for metric in cloudwatch.list_metrics(Namespace="TokyoBeta/Pipeline")["Metrics"]
    }
    assert {"RunSucceeded", "RunDurationSeconds", "DumpAgeHours", "SnapshotsRejected", "SpiceRows"} <= names


@pytest.mark.parametrize(("rendered", "expected"), [("True", True), ("false", False), (True, True)])
def test_a_rendered_flag_is_read(rendered: str | bool, expected: bool):
    assert is_true(rendered) is expected


def test_a_flag_that_did_not_render_is_an_error_and_not_a_no():
    with pytest.raises(ValueError, match="True or False"):
        is_true("{{ params.force }}")
