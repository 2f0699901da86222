"""One local stack with the real scheduler, one day of sample data, one run of the daily DAG."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev.local.airflow_api import AirflowApi
from dev.local.dag_run import DagRun
from dev.local.ports import free_port
from dev.local.settings import LocalSettings
from dev.local.stack import Stack

DAG_ID = "tokyobeta_daily"
RUN_TIMEOUT_SECONDS = 1200.0


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """A stack of its own, beside the one that a person may have running."""
    # Short: a socket's path must fit into 100 bytes.
    folder = Path(tempfile.mkdtemp(prefix="tb-e2e-"))
    # Not the usual port: another stack that starts at this moment would find it free as well.
    stack = Stack(LocalSettings(folder=folder, mysql_buffer_pool_mb=256, airflow_port=free_port()))
    try:
        stack.up()
        yield stack
    finally:
        stack.down()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def airflow(stack: Stack) -> AirflowApi:
    """Airflow's REST API, with the DAG read."""
    api = stack.airflow()
    api.wait_for_dag(DAG_ID)
    return api


def finish(api: AirflowApi, run_id: str) -> DagRun:
    """Wait until a run has ended."""
    deadline = time.monotonic() + RUN_TIMEOUT_SECONDS
    while (run := api.dag_run(DAG_ID, run_id)).state not in {"success", "failed"}:
        assert time.monotonic() < deadline, f"{run_id} did not end"
        time.sleep(2)
    return run
