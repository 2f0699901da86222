"""Every dbt task is started in the same way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cosmos.operators.base import AbstractDbtBase

from include.settings import get_settings


def test_every_dbt_task_verifies_the_server(daily: Any) -> None:
    """dbt alone verifies nothing (review of operations, A5)."""
    tasks = [task for task in daily.tasks if isinstance(task, AbstractDbtBase)]
    assert len(tasks) > 20
    script = str(get_settings().dbt_project_dir / "verified_dbt.py")
    assert {tuple(task.dbt_cmd_global_flags[:2]) for task in tasks} == {("-P", script)}
    assert {Path(task.dbt_executable_path).name for task in tasks} == {"python"}


def test_a_model_names_its_tables_to_openlineage(daily: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", "mysql://loader:secret@db.example:3307")
    lineage = daily.get_task("gold.bi_rooms_model_build").get_openlineage_facets_on_complete(None)
    [made] = lineage.outputs
    assert (made.namespace, made.name) == ("mysql://db.example:3307", "gold.bi_rooms")
    read = {each.name.partition(".")[2] for each in lineage.inputs}
    assert read == {"int_rooms", "int_apartments", "room_occupancy_daily"}
    lists = daily.get_task("seed_code_lists").get_openlineage_facets_on_complete(None)
    assert len(lists.outputs) == 10
    assert {made.name.partition(".")[0] for made in lists.outputs} == {"seeds"}
