"""One local stack with the real scheduler, one day of sample data, one run of the daily DAG."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dev.local.airflow_api import AirflowApi
from dev.local.dag_run import DagRun
from dev.local.run.upload import upload_missing
from dev.local.stack import Stack
from dev.sample.compression import Compression
from dev.sample.sample_world import SampleWorld
from dev.servers.ports import free_port
from dev.servers.settings import LocalSettings
from include.mysql.target import WarehouseTarget
from tests.e2e.aws_calls import recorded_into

DAG_ID = "tokyobeta_daily"
RUN_TIMEOUT_SECONDS = 1200.0
BUCKET = "jram-gghouse"
DAY = date(2026, 2, 10)
FIRST_SNAPSHOT = date(2026, 1, 20)
SCHEMAS = ("staging", "silver", "gold")
# What says which restore or dbt run built a table, and so differs between any two runs.
OWN_OF_A_RUN = {"staging._dump_seal", "silver.built_days", "silver.built_models"}


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """A stack of its own, beside the one that a person may have running."""
    # Short: a socket's path must fit into 100 bytes.
    folder = Path(tempfile.mkdtemp(prefix="tb-e2e-"))
    # Not the usual port: another stack that starts at this moment would find it free as well.
    stack = Stack(LocalSettings(folder=folder, mysql_buffer_pool_mb=256, airflow_port=free_port()))
    try:
        with recorded_into(folder / "aws-calls.jsonl"):
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


@pytest.fixture(scope="session")
def sample() -> SampleWorld:
    return SampleWorld()


@pytest.fixture(scope="session")
def bucket(stack: Stack, sample: SampleWorld, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A night's dump and three weeks of snapshots, in S3."""
    folder = tmp_path_factory.mktemp("sample")
    sample.build_dump(server=stack.mysql_server(), out=folder, compression=Compression.ZSTD)
    sample.write_snapshots(FIRST_SNAPSHOT, sample.yesterday_of(0), folder)
    upload(stack, folder)
    return folder


@pytest.fixture(scope="session")
def run(stack: Stack, airflow: AirflowApi, bucket: Path) -> DagRun:
    """The daily run of that dump, ended."""
    airflow.set_paused(DAG_ID, False)
    begun = airflow.trigger(DAG_ID, {"dump_date": DAY.isoformat()}, run_id="e2e-good-day")
    return finish(airflow, begun.run_id)


@pytest.fixture
def warehouse(stack: Stack, run: DagRun) -> WarehouseTarget:
    assert run.state == "success"
    return stack.warehouse()


def upload(stack: Stack, folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    upload_missing(stack.aws().client("s3"), BUCKET, folder, files)


def query(target: WarehouseTarget, statement: str) -> list[tuple]:
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def checksums(target: WarehouseTarget) -> dict[str, int]:
    """The content of every published table."""
    tables = [row[0] for row in query(target, "SHOW TABLES FROM staging")]
    names = ", ".join(f"staging.`{table}`" for table in tables)
    return dict(query(target, f"CHECKSUM TABLE {names}"))


def contents(target: WarehouseTarget) -> dict[str, int]:
    """Return the checksum of every table that readers see."""
    listed = ", ".join(f"'{schema}'" for schema in SCHEMAS)
    tables = query(
        target,
        "SELECT CONCAT(table_schema, '.', table_name) FROM information_schema.tables"
        f" WHERE table_schema IN ({listed}) AND table_type = 'BASE TABLE'",
    )
    names = sorted({name for (name,) in tables} - OWN_OF_A_RUN)
    quoted = ", ".join("`{}`.`{}`".format(*name.split(".")) for name in names)
    return dict(query(target, f"CHECKSUM TABLE {quoted}"))


def failed_tasks(airflow: AirflowApi, run_id: str) -> Iterator[str]:
    for task in airflow.task_runs(DAG_ID, run_id):
        if task.state not in {"success", "skipped"}:
            yield f"{task.task_id} {task.state}: {airflow.task_log(DAG_ID, run_id, task)[-3000:]}"
