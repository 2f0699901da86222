"""Waiting for the dump of the day: only its exact names end the wait, similar ones get a hint."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import Any

import boto3
import pytest
from airflow.sdk.exceptions import AirflowFailException, AirflowSensorTimeout, TaskDeferred

from include.clock import tokyo_today
from include.mysql.target import WarehouseTarget
from include.staging.preflight.dump_keys import sort_keys
from tests.plugins.tokyobeta.operators.staging_run import BUCKET
from tokyobeta.operators.dump_arrival import DumpArrivalSensor
from tokyobeta.triggers.dump_arrival import DumpArrivalTrigger

pytestmark = [pytest.mark.mysql, pytest.mark.aws]
KEY = "dumps/gghouse_20260210.sql"


@pytest.fixture
def s3(connections: WarehouseTarget, empty_aws: str) -> Any:
    client = boto3.client("s3", endpoint_url=empty_aws, region_name="ap-northeast-1")
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    return client


def context(dump_date: str = "20260210", **params: Any) -> Any:
    return {"params": {"dump_date": dump_date, "full_refresh": False, **params}}


def sensor(timeout: float = 7200) -> DumpArrivalSensor:
    return DumpArrivalSensor(task_id="wait_for_dump", timeout=timeout, poke_interval=0.1)


def waited(deadline: float) -> dict[str, Any]:
    trigger = DumpArrivalTrigger(
        aws_conn_id="aws_default", bucket=BUCKET, key=KEY, poll_seconds=0.1, deadline=deadline
    )
    path, arguments = trigger.serialize()
    assert path.endswith("dump_arrival.DumpArrivalTrigger")

    async def first() -> dict[str, Any]:
        async for event in DumpArrivalTrigger(**arguments).run():
            payload: dict[str, Any] = event.payload
            return payload
        raise AssertionError

    return asyncio.run(first())


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_each_exact_name_ends_the_wait(s3: Any, suffix: str) -> None:
    s3.put_object(Bucket=BUCKET, Key=KEY + suffix, Body=b"x")
    sensor().execute(context())
    assert waited(time.time() + 60)["found"] == [KEY + suffix]


@pytest.mark.parametrize("ending", [".gz.tmp", ".gz.md5", ".bz2", "_old", ".GZ"])
def test_a_similar_name_does_not_and_the_log_says_so(
    s3: Any, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    s3.put_object(Bucket=BUCKET, Key=KEY + ending, Body=b"x")
    with pytest.raises(TaskDeferred) as deferred:
        sensor().execute(context())
    assert f"{KEY}{ending} only looks like the dump" in capsys.readouterr().out
    assert isinstance(deferred.value.trigger, DumpArrivalTrigger)
    assert waited(time.time() + 0.3) == {"found": [], "similar": [KEY + ending]}


def test_nothing_in_time_is_reported_with_what_is_there_and_what_to_do(s3: Any) -> None:
    with pytest.raises(
        AirflowSensorTimeout, match=r"none of .*There is only .*sql\.bak\.\nNext: Ask the owner"
    ):
        sensor().resume(context(), {"found": [], "similar": [KEY + ".bak"]})


def test_keys_of_other_days_are_not_even_listed() -> None:
    assert sort_keys(KEY, [KEY + ".zst", KEY, KEY + ".x"]) == ([KEY, KEY + ".zst"], [KEY + ".x"])


@pytest.mark.parametrize("day", ["2062-02-10", "1926-02-10", "2026-02-31"])
def test_a_day_that_cannot_be_is_refused_before_it_is_waited_for(
    connections: WarehouseTarget, day: str
) -> None:
    with pytest.raises(AirflowFailException, match="Next: "):
        sensor().execute(context(day))


def test_tomorrow_is_refused(connections: WarehouseTarget) -> None:
    tomorrow = tokyo_today() + timedelta(days=1)
    with pytest.raises(AirflowFailException, match=f"no dump of {tomorrow}"):
        sensor().execute(context(f"{tomorrow}"))


def test_rebuilding_history_needs_its_confirmation(s3: Any) -> None:
    s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"x")
    with pytest.raises(AirflowFailException, match="without its confirmation"):
        sensor().execute(context(full_refresh=True, rebuild_confirmation="yes"))
    sensor().execute(context(full_refresh=True, rebuild_confirmation="rebuild history"))


def test_rules_that_may_fail_without_a_reason_are_refused_before_the_dump_is_waited_for(s3: Any) -> None:
    with pytest.raises(AirflowFailException, match="nobody said why"):
        sensor().execute(context(waive_rules=["movings_row_count"]))
