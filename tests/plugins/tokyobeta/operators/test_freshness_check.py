"""The watchdog: it speaks when nothing happened (incident 1), and when it cannot look (incident 17)."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from include.exceptions import FreshnessError
from include.mysql.target import WarehouseTarget
from tokyobeta.operators.freshness_check import FreshnessCheckOperator

pytestmark = [pytest.mark.mysql, pytest.mark.aws]
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
