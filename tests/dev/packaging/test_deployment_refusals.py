"""Deploying: what stops a deployment, before it begins and before it counts as done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from dev.packaging.airflow_answer_error import AirflowAnswerError
from dev.packaging.deployment import deploy
from dev.packaging.package import Package
from dev.packaging.release_store import ReleaseStore
from include.clock import TOKYO
from include.exceptions import PackagingError
from tests.dev.packaging.conftest import FakeMwaa
from tests.dev.packaging.deploying import environment, run

pytestmark = pytest.mark.aws
MakePackage = Callable[..., Package]


def test_import_errors_there_fail_the_deployment(
    store: ReleaseStore, mwaa: FakeMwaa, package: MakePackage
) -> None:
    mwaa.import_errors = [{"filename": "tokyobeta_daily.py", "stack_trace": "Traceback\nImportError: no x"}]
    with pytest.raises(PackagingError, match=r"tokyobeta_daily.py: ImportError: no x") as caught:
        run(store, mwaa, package("c1"))
    assert "Roll back" in caught.value.action


def test_it_waits_until_the_new_dag_was_read(
    store: ReleaseStore, mwaa: FakeMwaa, package: MakePackage
) -> None:
    mwaa.parsed = [None, "2026-02-10T02:00:00Z", "2026-02-10T03:01:00Z"]
    run(store, mwaa, package("c1"))
    assert mwaa.parsed == ["2026-02-10T03:01:00Z"]


def test_a_dag_that_is_never_read_is_an_error(
    store: ReleaseStore, mwaa: FakeMwaa, package: MakePackage
) -> None:
    mwaa.parsed = ["2026-02-09T23:00:00Z"]
    with pytest.raises(PackagingError, match="was not read again"):
        run(store, mwaa, package("c1"))


def test_a_failed_update_carries_mwaas_reason(
    store: ReleaseStore, mwaa: FakeMwaa, package: MakePackage
) -> None:
    mwaa.environment["LastUpdate"] = {
        "Status": "FAILED",
        "Error": {"ErrorCode": "INCORRECT_CONFIGURATION", "ErrorMessage": "startup script failed"},
    }
    with pytest.raises(PackagingError, match="INCORRECT_CONFIGURATION: startup script failed"):
        run(store, mwaa, package("c1"))


def test_an_update_that_does_not_end_is_an_error(
    store: ReleaseStore, mwaa: FakeMwaa, package: MakePackage
) -> None:
    mwaa.environment["Status"] = "UPDATING"
    with pytest.raises(PackagingError, match="still UPDATING"):
        run(store, mwaa, package("c1"))


@pytest.mark.parametrize(("hour", "minute"), [(5, 0), (7, 30), (9, 59)])
def test_in_the_hours_of_the_run_nothing_is_deployed_unless_forced(
    store: ReleaseStore, mwaa: FakeMwaa, package: MakePackage, hour: int, minute: int
) -> None:
    """UpdateEnvironment restarts the schedulers: the run of the morning would be late."""
    store.upload(package("c1"))
    morning = datetime(2026, 2, 10, hour, minute, tzinfo=TOKYO)
    with pytest.raises(PackagingError, match=f"It is {hour:02}:{minute:02} in Tokyo"):
        deploy(store, environment(mwaa), "c1", now=lambda: morning)
    assert mwaa.updates == []
    assert store.text("dags/RELEASE") is None
    assert deploy(store, environment(mwaa), "c1", now=lambda: morning, force=True).updated


@pytest.mark.parametrize("state", ["queued", "running"])
def test_a_run_that_is_under_way_is_not_disturbed(
    store: ReleaseStore, mwaa: FakeMwaa, package: MakePackage, state: str
) -> None:
    mwaa.runs = [
        {"dag_run_id": "manual__2", "state": state},
        {"dag_run_id": "scheduled__1", "state": "failed"},
    ]
    with pytest.raises(PackagingError, match=r"tokyobeta_daily is running there: manual__2\.") as caught:
        run(store, mwaa, package("c1"))
    assert "FORCE=1" in caught.value.action
    assert mwaa.updates == []


def test_an_airflow_that_cannot_be_asked_is_not_waited_for(
    store: ReleaseStore, mwaa: FakeMwaa, package: MakePackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A private web server, asked from outside: ten minutes of waiting ended in a wrong message."""

    def refuse(**_request: Any) -> Any:
        raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "InvokeRestApi")

    monkeypatch.setattr(mwaa, "invoke_rest_api", refuse)
    with pytest.raises(AirflowAnswerError, match="AccessDeniedException") as caught:
        run(store, mwaa, package("c1"))
    assert "inside the VPC" in caught.value.action
    with pytest.raises(AirflowAnswerError):
        environment(mwaa).wait_until_parsed("tokyobeta_daily", since="", timeout=600)
