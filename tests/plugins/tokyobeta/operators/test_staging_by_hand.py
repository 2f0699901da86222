"""The staging tasks cleared, marked and repeated by hand: no wrong publish, and each advice ends green."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import boto3
import pytest

from dev.sample.fault import Fault
from dev.servers.mysql_server import MySqlServer
from include.dump.restore import restore
from include.exceptions import (
    DumpError,
    FailedRulesError,
    PreflightError,
    PublishError,
    QualityError,
    TokyoBetaError,
)
from include.mysql.target import WarehouseTarget
from include.settings import get_settings
from tests.plugins.tokyobeta.operators.staging_run import BUCKET, DAY_0, DAY_1, Source, StagingRun

pytestmark = [pytest.mark.mysql, pytest.mark.aws, pytest.mark.slow]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dumps")


@pytest.fixture
def source(
    mysql_server: MySqlServer,
    connections: WarehouseTarget,
    inbox: Any,
    empty_aws: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Source:
    """The source has sent a sound dump of day 0."""
    monkeypatch.setenv("TOKYOBETA_MIN_DUMP_BYTES", "1000")
    get_settings.cache_clear()
    s3 = boto3.client("s3", endpoint_url=empty_aws, region_name="ap-northeast-1")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    made = Source(mysql_server, s3, folder)
    made.send(0)
    return made


def value(target: WarehouseTarget, query: str) -> Any:
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
    assert row is not None
    return row[0]


def nationalities(target: WarehouseTarget) -> Any:
    return value(target, "SELECT COUNT(*) FROM staging.m_nationalities")


def failure(run: StagingRun, task: str = "preflight") -> TokyoBetaError:
    with pytest.raises(TokyoBetaError) as error:
        run.clear(task)
    return error.value


def test_publish_cleared_alone_in_a_green_run_leaves_a_refused_dump_where_it_is(
    source: Source, connections: WarehouseTarget
) -> None:
    green = StagingRun()
    green.clear("preflight")
    source.send(0, Fault.LOOKUP_EMPTIED)
    assert isinstance(failure(StagingRun()), QualityError)
    assert green.clear("publish_staging", downstream=False)["changed"] is False
    assert nationalities(connections) == 200


def test_check_staging_marked_as_success_publishes_nothing_and_the_advice_ends_green(
    source: Source, connections: WarehouseTarget
) -> None:
    source.send(0, Fault.LOOKUP_EMPTIED)
    run = StagingRun()
    assert isinstance(failure(run), QualityError)
    error = failure(run, "publish_staging")
    assert isinstance(error, PublishError)
    source.send(0)
    assert run.follow(error)["changed"] is True
    assert nationalities(connections) == 200


def test_check_staging_never_run_but_marked_as_success(source: Source) -> None:
    run = StagingRun()
    for task in ("preflight", "restore_dump"):
        run.clear(task, downstream=False)
    error = failure(run, "publish_staging")
    assert "were not measured" in error.problem
    assert run.follow(error)["changed"] is True


@pytest.mark.parametrize("task", ["restore_dump", "check_staging", "publish_staging"])
def test_preflight_marked_as_success_passes_no_dump_on(source: Source, task: str) -> None:
    run = StagingRun()
    error = failure(run, task)
    assert isinstance(error, PreflightError)
    assert run.follow(error)["changed"] is True


@pytest.mark.parametrize("task", ["check_staging", "publish_staging"])
def test_restore_marked_as_success_is_noticed(source: Source, task: str) -> None:
    run = StagingRun()
    run.clear("preflight", downstream=False)
    error = failure(run, task)
    assert "is not restored" in error.problem
    assert run.follow(error)["changed"] is True


def test_a_corrected_dump_after_a_refused_one_needs_one_clear(source: Source) -> None:
    run = StagingRun()
    source.send(0, Fault.LOOKUP_EMPTIED)
    error = failure(run)
    source.send(0)
    assert run.follow(error)["changed"] is True


def test_an_object_replaced_between_preflight_and_restore_needs_one_clear(source: Source) -> None:
    run = StagingRun()
    run.clear("preflight", downstream=False)
    source.send(0, Fault.COLUMN_ADDED)
    error = failure(run, "restore_dump")
    assert isinstance(error, DumpError)
    source.send(0)
    assert run.follow(error)["changed"] is True


def test_tables_changed_by_hand_after_the_check_are_restored_again(
    source: Source, connections: WarehouseTarget
) -> None:
    run = StagingRun()
    for task in ("preflight", "restore_dump", "check_staging"):
        run.clear(task, downstream=False)
    with connections.connect() as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM staging_incoming.m_nationalities")
    error = failure(run, "publish_staging")
    assert "is not what was restored" in error.problem
    assert run.follow(error)["changed"] is True
    assert nationalities(connections) == 200


def test_the_published_day_again_while_a_refused_dump_of_the_next_waits(
    source: Source, connections: WarehouseTarget
) -> None:
    StagingRun().clear("preflight")
    source.send(1, Fault.LOOKUP_EMPTIED)
    refused = StagingRun(DAY_1)
    error = failure(refused)
    again = StagingRun()
    assert again.clear("preflight")["changed"] is False
    assert again.xcom["restore_dump"]["restored"] is False
    assert str(value(connections, "SELECT dump_date FROM staging_incoming._dump_seal")) == str(DAY_1)
    source.send(1)
    assert refused.follow(error)["changed"] is True


def test_the_dump_is_read_twice_in_a_run_and_not_three_times(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Preflight's inspection is handed over, bound to the object's ETag."""
    inspected: list[str] = []
    inspect = restore.inspect_dump
    monkeypatch.setattr(
        restore, "inspect_dump", lambda *args, **more: inspected.append("again") or inspect(*args, **more)
    )
    run = StagingRun()
    assert run.clear("preflight")["changed"] is True
    assert inspected == []
    # Another code, or another object, is inspected anew.
    monkeypatch.setenv("TOKYOBETA_CODE_VERSION", "another")
    get_settings.cache_clear()
    run.params["force_restore"] = True
    run.clear("restore_dump", downstream=False)
    assert inspected == ["again"]


def test_a_decision_is_about_one_dump_and_not_about_the_next_one_that_fails_the_same_rules(
    source: Source, connections: WarehouseTarget
) -> None:
    StagingRun().clear("preflight")
    source.send(1, Fault.LOOKUP_EMPTIED)
    refused = StagingRun(DAY_1)
    rules = failure(refused).action.rpartition("waive_rules ")[2].strip(".").split(", ")
    shown = value(connections, "SELECT restore_id FROM ops.restores ORDER BY started_at DESC LIMIT 1")
    with pytest.raises(FailedRulesError):
        StagingRun(DAY_1, waive_rules=rules, decided_on="another").clear("preflight")
    assert StagingRun(DAY_1, waive_rules=rules, decided_on=shown).clear("preflight")["changed"] is True


def test_a_waived_rule_is_published_with_one_message_and_stays_waived(
    source: Source, connections: WarehouseTarget, inbox: Any
) -> None:
    StagingRun().clear("preflight")
    source.send(1, Fault.LOOKUP_EMPTIED)
    error = failure(StagingRun(DAY_1))
    rules = error.action.rpartition("waive_rules ")[2].strip(".").split(", ")
    waiving = StagingRun(DAY_1, waive_rules=rules)
    assert waiving.clear("preflight")["changed"] is True
    [message] = inbox()
    assert message["Subject"].endswith(f"the dump of {DAY_1} was published by override (?)")
    assert all(f"rule {rule} measured" in message["Message"] for rule in rules)
    # Again, and in a run that waives nothing: published is published.
    waiving.clear("publish_staging")
    assert StagingRun(DAY_1).clear("preflight")["changed"] is False
    assert inbox() == []
    overrides = value(
        connections, "SELECT overrides FROM ops.publications ORDER BY publication_id DESC LIMIT 1"
    )
    assert all(rule in overrides for rule in rules)
    assert str(DAY_0) == "2026-02-10"
