"""A failed dbt command fails its task with dbt's own reason, not with its exit code."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from cosmos.hooks.subprocess import FullOutputSubprocessResult

from include.exceptions import TransformError
from include.mysql.target import WarehouseTarget
from include.settings import get_settings
from tokyobeta.transform import docs_task, seed_task

pytestmark = [pytest.mark.mysql, pytest.mark.aws]


def test_the_task_fails_with_the_failing_test(
    connections: WarehouseTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = seed_task("seed_code_lists", vars={})

    def failing(*_: Any, cwd: str, **__: Any) -> FullOutputSubprocessResult:
        target = Path(cwd) / "target"
        target.mkdir(exist_ok=True)
        test = {
            "unique_id": "test.tokyobeta.codes_are_unique.1",
            "status": "fail",
            "message": "Got 2 results",
        }
        (target / "run_results.json").write_text(json.dumps({"results": [test]}), encoding="utf-8")
        return FullOutputSubprocessResult(exit_code=1, output="", full_output=["dbt's log"])

    monkeypatch.setattr(task, "run_subprocess", failing)
    with pytest.raises(TransformError, match="test codes_are_unique: Got 2 results"):
        task.build_and_run_cmd(context={"run_id": "r1", "params": {}}, cmd_flags=[])


@pytest.mark.parametrize("make_task", [seed_task, docs_task])
def test_dbt_verifies_the_server_against_the_bundle_of_its_connection(
    connections: WarehouseTarget, monkeypatch: pytest.MonkeyPatch, make_task: Any
) -> None:
    """The connection's tls_ca reaches dbt, through the program that makes the adapter use it (A5)."""
    connection = json.loads(os.environ["AIRFLOW_CONN_WAREHOUSE"]) | {"extra": {"tls_ca": "/certs/ca.pem"}}
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", json.dumps(connection))
    task = make_task("some_task")
    command, variables = task.build_cmd(context={}, cmd_flags=[])
    assert command[1:3] == ["-P", str(get_settings().dbt_project_dir / "verified_dbt.py")]
    assert Path(command[0]) == Path(get_settings().dbt_executable).with_name("python")
    profile = task.profile_config.profile_mapping
    assert {**variables, **profile.env_vars}["DBT_MYSQL_TLS_CA"] == "/certs/ca.pem"
