"""Every dbt task is started in the same way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cosmos.operators.base import AbstractDbtBase

from include.settings import get_settings


def test_every_dbt_task_verifies_the_server(daily: Any) -> None:
    """dbt alone verifies nothing (review of operations, A5)."""
    tasks = [task for task in daily.tasks if isinstance(task, AbstractDbtBase)]
    assert len(tasks) > 20
    script = str(get_settings().dbt_project_dir / "verified_dbt.py")
    assert {tuple(task.dbt_cmd_global_flags[:2]) for task in tasks} == {("-P", script)}
    assert {Path(task.dbt_executable_path).name for task in tasks} == {"python"}
