"""A stack with two published days, for a person in front of a browser."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dev.local.airflow_api import AirflowApi
from dev.local.dag_run import DagRun
from dev.local.stack import Stack
from dev.sample.compression import Compression
from dev.sample.sample_world import SampleWorld
from tests.e2e.conftest import DAG_ID, airflow, bucket, finish, run, sample, stack, upload, warehouse

__all__ = ["airflow", "bucket", "run", "sample", "stack", "warehouse"]

SHOTS = Path(__file__).resolve().parents[2] / "build" / "ui-screenshots"


@pytest.fixture(scope="session")
def next_day(
    stack: Stack,
    airflow: AirflowApi,
    run: DagRun,
    sample: SampleWorld,
    tmp_path_factory: pytest.TempPathFactory,
) -> date:
    """The day after the first run's, published as well: now there is a copy to go back to."""
    assert run.state == "success"
    folder = tmp_path_factory.mktemp("next-day")
    built = sample.build_dump(server=stack.mysql_server(), out=folder, day=1, compression=Compression.ZSTD)
    upload(stack, folder)
    begun = airflow.trigger(DAG_ID, {"dump_date": built.day.isoformat()}, run_id="ui-next-day")
    assert finish(airflow, begun.run_id).state == "success"
    return built.day
