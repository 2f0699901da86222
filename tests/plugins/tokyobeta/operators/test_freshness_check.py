"""The watchdog: it speaks when nothing happened (incident 1), and when it cannot look (incident 17)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from include.exceptions import FreshnessError
from include.ledger.ledger import Ledger
from include.ledger.pipeline_run import PipelineRun
from include.mysql.target import WarehouseTarget
from tokyobeta.operators.freshness_check import FreshnessCheckOperator

pytestmark = [pytest.mark.mysql, pytest.mark.aws, pytest.mark.usefixtures("data_bucket")]
CONTEXT: Any = {"run_id": "watchdog"}


def test_an_empty_warehouse_is_not_called_fresh(connections: WarehouseTarget):
    with pytest.raises(FreshnessError, match="could not be measured"):
        FreshnessCheckOperator(task_id="check").execute(CONTEXT)


def test_stale_tables_are_named_and_their_age_published(connections: WarehouseTarget, empty_aws: str):
    with connections.connect() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE staging")
        for table in ("movings", "tenants", "rooms", "apartments"):
            cursor.execute(f"CREATE TABLE staging.{table} (updated_at TIMESTAMP NULL)")
            cursor.execute(f"INSERT INTO staging.{table} VALUES (NOW() - INTERVAL 9 DAY)")
    with pytest.raises(FreshnessError, match=r"movings is 9\.\d days old"):
        FreshnessCheckOperator(task_id="check").execute(CONTEXT)
    cloudwatch = boto3.client("cloudwatch", endpoint_url=empty_aws, region_name="ap-northeast-1")
    metrics = cloudwatch.list_metrics(Namespace="TokyoBeta/Pipeline", MetricName="DaysOld")["Metrics"]
    tables = {item["Value"] for metric in metrics for item in metric["Dimensions"] if item["Name"] == "Table"}
    assert {"movings", "tenants"} <= tables


def test_a_morning_without_a_run_is_late_and_the_watchdog_says_that_it_looked(
    connections: WarehouseTarget, empty_aws: str
):
    ledger = Ledger(connections)
    ledger.ensure()
    earlier = datetime.now(UTC) - timedelta(days=2)
    ledger.record_run(
        PipelineRun(
            dag_id="tokyobeta_daily",
            run_id="r1",
            dump_date=earlier.date(),
            state="success",
            started_at=earlier,
            ended_at=earlier,
            environment="test",
            code_version="x",
        )
    )
    with pytest.raises(FreshnessError):
        FreshnessCheckOperator(task_id="check").execute(CONTEXT)
    assert newest_value(empty_aws, "RunLate") == 1
    assert newest_value(empty_aws, "WatchdogRan") == 1


def newest_value(endpoint: str, name: str) -> float:
    cloudwatch = boto3.client("cloudwatch", endpoint_url=endpoint, region_name="ap-northeast-1")
    now = datetime.now(UTC)
    answer = cloudwatch.get_metric_statistics(
        Namespace="TokyoBeta/Pipeline",
        MetricName=name,
        Dimensions=[{"Name": "Environment", "Value": "local"}],
        StartTime=now - timedelta(minutes=10),
        EndTime=now + timedelta(minutes=10),
        Period=3600,
        Statistics=["Maximum"],
    )
    (point,) = answer["Datapoints"]
    return point["Maximum"]
