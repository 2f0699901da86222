from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import boto3
import pytest

from include.mysql.target import WarehouseTarget
from include.settings import PROJECT_DIR
from include.snapshots.snapshot_csv import snapshot_chunks
from include.staging.publish.publisher import Publisher
from include.warehouse.cli import main
from tests.include.world import DAY_9, DAY_10, World

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.mysql


@pytest.fixture
def world(empty_mysql: WarehouseTarget, small_models: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """Two published days, and the address of the warehouse in the environment."""
    made = World(empty_mysql)
    publisher = Publisher(made.target, made.ledger, made.settings)
    for day in (DAY_9, DAY_10):
        made.restore(day)
        publisher.publish(day, run_id="run", code_version="abc")
    monkeypatch.setenv("MYSQL_URL", made.target.url())
    return made


def test_one_command_goes_back_a_day(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backups"]) == 0
    assert "2026-02-09  staging_backup_20260209  4       ready" in capsys.readouterr().out
    assert main(["roll-back", "2026-02-09"]) == 0
    assert world.mark("staging") == "2026-02-09"
    assert "what they saw is in staging_backup_20260210" in capsys.readouterr().out
    assert main(["roll-back", "2026-02-09"]) == 0
    assert "already" in capsys.readouterr().out


def test_an_error_is_told_with_the_next_step_and_exit_code_1(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["roll-back", "2020-01-01"]) == 1
    assert "Next: Choose a day that" in capsys.readouterr().err


def test_a_copy_that_lacks_a_table_is_refused_without_airflow_too(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.execute("DROP TABLE staging_backup_20260209.cash")
    assert main(["roll-back", "2026-02-09"]) == 1
    assert "it lacks tables that are gone: cash. Nothing was changed." in capsys.readouterr().err
    assert world.mark("staging") == "2026-02-10"


def test_stale_or_unmeasurable_data_is_exit_code_1(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["freshness"]) == 1
    assert "published dump" in capsys.readouterr().out


@pytest.mark.aws
def test_days_of_snapshots_are_rebuilt(
    world: World, empty_aws: str, capsys: pytest.CaptureFixture[str]
) -> None:
    s3: S3Client = boto3.client("s3", endpoint_url=empty_aws)
    s3.create_bucket(
        Bucket="jram-gghouse", CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"}
    )
    content = b"".join(snapshot_chunks([(1, 9, 1, "x")], DAY_9))
    s3.put_object(Bucket="jram-gghouse", Key="snapshots/tenant_status/20260209.csv", Body=content)
    for _ in range(2):
        assert main(["rebuild-snapshots", "2026-02-09", "--endpoint-url", empty_aws]) == 0
        assert "1 loaded now (1 rows" in capsys.readouterr().out


def test_without_an_address_the_message_says_how_to_give_one() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "include.warehouse", "backups"],
        cwd=PROJECT_DIR,
        env={"PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "Set MYSQL_URL" in answer.stderr
