"""Kills, outages and odd arrivals in the staging tasks: the data ends as that of an undisturbed run.

Each row of the table disturbs a run and goes on as a person or Airflow's retry does. Afterwards every
published table has the checksum of an undisturbed run, the ledger names what readers see, once, and no
message is missing or doubled. The random kills of test_random_kills.py are the long form.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest

from dev.sample.fault import Fault
from dev.servers.mysql_server import MySqlServer
from include.exceptions import TokyoBetaError
from include.mysql.target import WarehouseTarget
from include.settings import get_settings
from tests.plugins.tokyobeta.operators.run_task import started
from tests.plugins.tokyobeta.operators.staging_run import BUCKET, DAY_0, Source, StagingRun, checksums
from tests.waiting import wait_until

pytestmark = [pytest.mark.mysql, pytest.mark.aws, pytest.mark.slow]
KEY = "dumps/gghouse_20260210.sql.gz"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dumps")


class Stage:
    """What a disturbance may reach."""

    def __init__(self, source: Source, target: WarehouseTarget, s3: Any) -> None:
        self.source, self.target, self.s3 = source, target, s3
        self.run = StagingRun()

    def fails(self, task: str = "preflight") -> TokyoBetaError:
        with pytest.raises(TokyoBetaError) as error:
            self.run.clear(task)
        return error.value

    def value(self, query: str) -> Any:
        with self.target.connect() as connection, connection.cursor() as cursor:
            cursor.execute(query)
            row = cursor.fetchone()
        return row[0] if row else None

    def kill(self, task: str, when: str) -> None:
        """Start a task in a process of its own and SIGKILL it once a query counts anything."""
        process = started(self.run, task)
        try:
            wait_until(
                lambda: self.value(when) or process.poll() is not None, f"{task} is where it is killed"
            )
            assert process.poll() is None, "the task ended before it could be killed"
        finally:
            process.kill()
            process.wait()


@pytest.fixture
def stage(
    mysql_server: MySqlServer,
    connections: WarehouseTarget,
    inbox: Any,
    empty_aws: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Stage:
    monkeypatch.setenv("TOKYOBETA_MIN_DUMP_BYTES", "1000")
    get_settings.cache_clear()
    s3 = boto3.client("s3", endpoint_url=empty_aws, region_name="ap-northeast-1")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    source = Source(mysql_server, s3, folder)
    source.send(0)
    return Stage(source, connections, s3)


@pytest.fixture(scope="module")
def undisturbed() -> dict[str, dict[str, int]]:
    """Filled by the first row of the table, which disturbs nothing."""
    return {}


def nothing(stage: Stage) -> None:
    stage.run.clear("preflight")


def restore_killed(stage: Stage) -> None:
    stage.run.clear("preflight", downstream=False)
    stage.kill(
        "restore_dump",
        "SELECT COUNT(*) > 5 FROM information_schema.tables WHERE table_schema = 'staging_incoming'",
    )
    stage.run.clear("restore_dump")


def publish_killed(stage: Stage) -> None:
    """Killed while the RENAME waits for a reader: nothing has moved, and the retry moves it all."""
    other = StagingRun()
    other.clear("preflight")
    stage.run.params["force_restore"] = True
    for task in ("preflight", "restore_dump", "check_staging"):
        stage.run.clear(task, downstream=False)
    with stage.target.connect(autocommit=False) as reader, reader.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM staging.tenants")
        stage.kill(
            "publish_staging",
            "SELECT COUNT(*) FROM information_schema.processlist WHERE state LIKE '%metadata lock%'",
        )
        assert stage.value("SELECT COUNT(*) FROM ops.publications") == 1
    stage.run.clear("publish_staging")


def the_same_dump_twice(stage: Stage) -> None:
    for _ in range(2):
        stage.run.clear("preflight")
        stage.source.send(0)


def another_dump_under_the_same_key(stage: Stage) -> None:
    stage.source.send(0, Fault.COLUMN_ADDED)
    StagingRun().clear("preflight")
    stage.source.send(0)
    assert stage.run.clear("preflight")["changed"] is True


def compressed_and_plain_side_by_side(stage: Stage) -> None:
    """The manifest names the right one."""
    stage.s3.put_object(Bucket=BUCKET, Key=KEY.removesuffix(".gz"), Body=b"-- something else\n" * 1000)
    stage.run.clear("preflight")


def an_empty_object(stage: Stage) -> None:
    stage.s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"")
    error = stage.fails()
    stage.source.send(0)
    stage.run.follow(error)


def an_object_replaced_in_the_middle(stage: Stage) -> None:
    stage.run.clear("preflight", downstream=False)
    body = stage.s3.get_object(Bucket=BUCKET, Key=KEY)["Body"].read()
    stage.s3.put_object(Bucket=BUCKET, Key=KEY, Body=body + b"\0")
    error = stage.fails("restore_dump")
    stage.source.send(0)
    stage.run.follow(error)


def s3_away_for_a_while(stage: Stage) -> None:
    """The bucket is gone when the restore looks: its retry goes on."""
    stage.run.clear("preflight", downstream=False)
    body = stage.s3.get_object(Bucket=BUCKET, Key=KEY)["Body"].read()
    stage.s3.delete_object(Bucket=BUCKET, Key=KEY)
    stage.fails("restore_dump")
    stage.s3.put_object(Bucket=BUCKET, Key=KEY, Body=body)
    stage.run.clear("restore_dump")


DISTURBANCES: tuple[tuple[Callable[[Stage], None], int], ...] = (
    (nothing, 1),
    (restore_killed, 1),
    (publish_killed, 2),
    (the_same_dump_twice, 1),
    (another_dump_under_the_same_key, 2),
    (compressed_and_plain_side_by_side, 1),
    (an_empty_object, 1),
    (an_object_replaced_in_the_middle, 1),
    (s3_away_for_a_while, 1),
)


@pytest.mark.parametrize(
    ("disturb", "publications"), DISTURBANCES, ids=lambda value: getattr(value, "__name__", "")
)
def test_the_data_ends_as_that_of_an_undisturbed_run(
    stage: Stage,
    inbox: Any,
    undisturbed: dict[str, dict[str, int]],
    disturb: Callable[[Stage], None],
    publications: int,
) -> None:
    disturb(stage)
    found = checksums(stage.target)
    assert len(found) == 81
    assert found == undisturbed.setdefault("staging", found)
    assert stage.value("SELECT COUNT(*) FROM ops.publications") == publications
    assert stage.value(
        "SELECT load_id FROM ops.publications ORDER BY publication_id DESC LIMIT 1"
    ) == stage.value("SELECT load_id FROM staging._dump_seal")
    # Failures of tasks are reported by Airflow's callback, which has no part in this; nothing else speaks.
    assert inbox() == []
    assert str(stage.value("SELECT dump_date FROM ops.current_publication")) == str(DAY_0)


def test_sns_away_while_an_override_is_published_loses_no_message(
    stage: Stage, inbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.run.clear("preflight")
    stage.source.send(0, Fault.LOOKUP_EMPTIED)
    rules = stage.fails().action.rpartition("waive_rules ")[2].strip(".").split(", ")
    stage.run = StagingRun(waive_rules=rules)
    topic = get_settings().alert_topic_arn
    monkeypatch.setenv("TOKYOBETA_ALERT_TOPIC_ARN", f"{topic}-gone")
    get_settings.cache_clear()
    with pytest.raises(Exception, match="NotFound"):
        stage.run.clear("preflight")
    assert inbox() == []
    monkeypatch.setenv("TOKYOBETA_ALERT_TOPIC_ARN", f"{topic}")
    get_settings.cache_clear()
    for _ in range(2):
        stage.run.clear("publish_staging")
    assert len(inbox()) == 1
