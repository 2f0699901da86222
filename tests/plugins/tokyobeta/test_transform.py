"""A failed dbt command fails its task with dbt's own reason, not with its exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cosmos.hooks.subprocess import FullOutputSubprocessResult

from include.exceptions import TransformError
from include.mysql.target import WarehouseTarget
from tokyobeta.transform import seed_task

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
