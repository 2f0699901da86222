"""A wipe between two runs, a retry and a changed closed month, as the tasks of the DAG meet them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import boto3
import pytest

from include.exceptions import PublishedFiguresError
from include.ledger.ledger import Ledger
from include.mysql.target import WarehouseTarget
from include.settings import get_settings
from tests.include.conftest import record_publication, restore_record
from tests.include.published_figures.conftest import FiguresWarehouse
from tests.plugins.tokyobeta.conftest import REGION
from tokyobeta.hooks.warehouse import WarehouseHook
from tokyobeta.operators.figures_export import FiguresExportOperator
from tokyobeta.operators.figures_load import FiguresLoadOperator
from tokyobeta.operators.figures_record import FiguresRecordOperator

pytestmark = [pytest.mark.mysql, pytest.mark.aws]
CONTEXT: Any = {"run_id": "scheduled__2026-02-10"}
DAY_9, DAY_10 = date(2026, 2, 9), date(2026, 2, 10)


@pytest.fixture
def warehouse(connections: WarehouseTarget, empty_aws: str) -> FiguresWarehouse:
    boto3.client("s3", endpoint_url=empty_aws, region_name=REGION).create_bucket(
        Bucket=get_settings().bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    return FiguresWarehouse(connections)


def run(kind: Any, task_id: str, day: date) -> dict[str, Any]:
    gold = {"gold": gold_of(day)} if kind is FiguresRecordOperator else {}
    result: dict[str, Any] = kind(task_id=task_id, dump_date=day.isoformat(), **gold).execute(CONTEXT)
    return result


def gold_of(day: date) -> str:
    """Let readers see the dump of a day; return what ``gold_done`` leaves then."""
    settings = get_settings()
    ledger = Ledger(WarehouseHook(settings.warehouse_conn_id).target(), settings.ops_schema)
    return json.dumps({"load_id": record_publication(ledger, restore_record(day, {"movings": 1}))})


def load(day: date) -> dict[str, Any]:
    return run(FiguresLoadOperator, "load_figures", day)


def record(day: date) -> dict[str, Any]:
    return run(FiguresRecordOperator, "record_figures", day)


def export(day: date) -> dict[str, Any]:
    return run(FiguresExportOperator, "export_figures", day)


def test_a_run_after_a_wipe_goes_on_where_the_one_before_ended(warehouse: FiguresWarehouse) -> None:
    assert load(DAY_9) == {"publications_loaded": 0}
    warehouse.show(DAY_9, {"2024-01": 20, "2026-01": 30})
    assert record(DAY_9) == {"figures_added": 3}
    assert export(DAY_9) == {"keys": ["snapshots/published_figures/20260209_001.csv"]}
    warehouse.execute("DROP SCHEMA ops")
    assert load(DAY_10) == {"publications_loaded": 1}
    warehouse.show(DAY_10, {"2024-01": 20, "2026-01": 31})
    assert record(DAY_10) == {"figures_added": 3}
    # Retried and cleared: nothing twice.
    assert load(DAY_10) == {"publications_loaded": 0}
    assert record(DAY_10) == {"figures_added": 0}
    assert export(DAY_10) == {"keys": ["snapshots/published_figures/20260210_001.csv"]}
    assert export(DAY_10) == {"keys": []}


def test_a_closed_month_stops_the_task_before_spice(warehouse: FiguresWarehouse) -> None:
    warehouse.show(DAY_9, {"2024-01": 20})
    record(DAY_9)
    warehouse.show(DAY_10, {"2024-01": 21})
    with pytest.raises(PublishedFiguresError, match=r"2024-01 .* was 20 as of 2026-02-09 and is 21 now"):
        record(DAY_10)
