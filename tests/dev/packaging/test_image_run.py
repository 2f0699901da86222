"""The run from the package counts by what its tasks did."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dev.packaging import image_run
from include.exceptions import PackagingError


def run_with(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, states: dict[str, str | None], *, closes: bool
) -> None:
    """Run with an Airflow that leaves these task states, and can close the run or not."""

    def run(command: Sequence[str], **_options: Any) -> bytes:
        words = " ".join(command)
        if "dags test" in words and not closes:
            raise PackagingError("'dict' object has no attribute 'hex'", "Mend.")
        if "list-runs" in words:
            return b'warning: [x]\n[{"run_id": "r1", "state": "running"}]\n'
        if "states-for-dag-run" in words:
            assert "r1" in command
            return json.dumps([{"task_id": name, "state": state} for name, state in states.items()]).encode()
        return b""

    scratch: Any = SimpleNamespace(python=tmp_path / "python", home=tmp_path, folder=tmp_path)
    monkeypatch.setattr(image_run, "run", run)
    monkeypatch.setattr(image_run, "_stack_with_dump", lambda: ("2026-02-10", {}))
    image_run.run_pipeline(scratch, {})


@pytest.mark.parametrize("closes", [True, False])
def test_a_run_whose_tasks_all_ended_well_is_good(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, closes: bool
) -> None:
    run_with(monkeypatch, tmp_path, {"a": "success", "b": "skipped", "record_run": "success"}, closes=closes)


@pytest.mark.parametrize(
    "states",
    [
        {"a": "failed", "record_run": "success"},
        {"a": "upstream_failed", "record_run": "success"},
        {"a": None, "record_run": "success"},
        {"a": "success"},
        {"a": "success", "record_run": "skipped"},
    ],
)
def test_a_run_with_anything_else_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, states: dict[str, str | None]
) -> None:
    with pytest.raises(PackagingError, match=r"did not succeed") as caught:
        run_with(monkeypatch, tmp_path, states, closes=True)
    assert "run.log" in caught.value.action
