"""The long form of the disturbed runs: tasks killed at random moments, again and again (ten minutes)."""

from __future__ import annotations

import random
import time
from datetime import date
from pathlib import Path

import boto3
import pytest

from dev.local.run.upload import upload_missing
from dev.sample.sample_world import SampleWorld
from dev.servers.mysql_server import MySqlServer
from include.ledger.ledger import Ledger
from include.mysql.target import WarehouseTarget
from include.settings import get_settings
from include.snapshots.snapshot_loader import SnapshotLoader
from tests.plugins.tokyobeta.operators.run_task import started
from tests.plugins.tokyobeta.operators.staging_run import BUCKET, TASKS, Source, StagingRun, checksums

pytestmark = [pytest.mark.mysql, pytest.mark.aws, pytest.mark.slow, pytest.mark.timeout(1800)]
KILLS = 12
SEED = 20260210


@pytest.fixture
def source(
    mysql_server: MySqlServer,
    connections: WarehouseTarget,
    empty_aws: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Source:
    monkeypatch.setenv("TOKYOBETA_MIN_DUMP_BYTES", "1000")
    get_settings.cache_clear()
    s3 = boto3.client("s3", endpoint_url=empty_aws, region_name="ap-northeast-1")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    made = Source(mysql_server, s3, tmp_path)
    made.send(0)
    return made


def test_staging_tasks_killed_at_random_end_with_the_data_of_an_undisturbed_run(
    source: Source,
    connections: WarehouseTarget,
) -> None:
    StagingRun().clear("preflight")
    undisturbed = checksums(connections)
    dice = random.Random(SEED)
    killed = 0
    while killed < KILLS:
        run = StagingRun(force_restore=True)
        run.clear("preflight", downstream=False)
        task = dice.choice(TASKS[1:])
        for before in TASKS[1 : TASKS.index(task)]:
            run.clear(before, downstream=False)
        process = started(run, task)
        # A task needs some seconds for its imports; later than that it is in the middle of its work.
        time.sleep(dice.uniform(2, 9))
        killed += process.poll() is None
        process.kill()
        process.wait()
        run.clear(task)
        assert checksums(connections) == undisturbed, f"{task}, kill {killed}"
        with connections.connect() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT load_id FROM ops.publications ORDER BY publication_id DESC LIMIT 1")
            published = cursor.fetchone()
            cursor.execute("SELECT load_id FROM staging._dump_seal")
            assert cursor.fetchone() == published


def test_a_snapshot_load_killed_at_random_ends_with_every_day_once(
    source: Source,
    connections: WarehouseTarget,
    empty_aws: str,
    tmp_path: Path,
) -> None:
    """Each day and its row in the ledger are one transaction."""
    first, last = date(2026, 1, 1), date(2026, 2, 9)
    folder = tmp_path / "snapshots"
    SampleWorld(scale=0.002).write_snapshots(first, last, folder)
    files = [path for path in folder.rglob("*") if path.is_file()]
    s3 = boto3.client("s3", endpoint_url=empty_aws, region_name="ap-northeast-1")
    upload_missing(s3, BUCKET, folder, files)
    StagingRun().clear("preflight")
    dice = random.Random(SEED)
    for _ in range(5):
        process = started(StagingRun(), "load_snapshots")
        time.sleep(dice.uniform(3, 6))
        process.kill()
        process.wait()
    ledger = Ledger(connections)
    ledger.ensure()
    SnapshotLoader(connections, s3, ledger, get_settings()).load(None, run_id="after the kills")
    with connections.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(DISTINCT snapshot_date), COUNT(*) FROM staging.tenant_daily_snapshots")
        days, rows = cursor.fetchone() or (0, 0)
        cursor.execute("SELECT COUNT(*), SUM(loaded_rows) FROM ops.snapshot_loads WHERE status = 'loaded'")
        assert cursor.fetchone() == (days, rows)
    assert days == len(files)
