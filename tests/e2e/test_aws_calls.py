"""The list of calls that the execution role is simulated with holds those of the triggerer as well."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.aws_calls import allowed, recorded, recorded_into

# As in a triggerer: no synchronous client is made before.
WAITING = """
import asyncio
from tokyobeta.triggers.dump_arrival import DumpArrivalTrigger
from tokyobeta.triggers.quicksight_ingestion import QuickSightIngestionTrigger

async def wait():
    own = dict(aws_conn_id="aws_default", poll_seconds=1.0, deadline=0.0)
    await anext(DumpArrivalTrigger(bucket="jram-gghouse", key="dumps/gghouse_20260210.sql", **own).run())
    await QuickSightIngestionTrigger(account="1" * 12, data_set_id="d", ingestion_id="i", **own).wait()

asyncio.run(wait())
"""


@pytest.mark.aws
def test_what_the_triggers_call_is_recorded(empty_aws: str, tmp_path: Path) -> None:
    extra = {"endpoint_url": empty_aws, "region_name": "ap-northeast-1"}
    connection = {"conn_type": "aws", "login": "testing", "password": "testing", "extra": extra}
    file = tmp_path / "calls.jsonl"
    with recorded_into(file):
        # Neither the bucket nor the data set is there: the triggers report that, and have called.
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "AIRFLOW_CONN_AWS_DEFAULT": json.dumps(connection),
        }
        subprocess.run([sys.executable, "-c", WAITING], env=environment, check=True)
    calls = recorded(file)
    assert calls == {("s3:ListBucket", "jram-gghouse"), ("quicksight:DescribeIngestion", "")}
    assert calls <= allowed()
