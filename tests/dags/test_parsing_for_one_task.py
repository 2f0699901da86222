"""Airflow parses the DAG file again in each task's process: a task is the same there as in the whole DAG."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import DAG
from airflow.serialization.serialized_objects import OperatorSerialization

ROOT = Path(__file__).parents[2]
# Neighbours are the scheduler's business, parameters those of the whole DAG.
_OF_THE_DAG = {"downstream_task_ids", "task_group", "params"}


def alone(task_id: str, monkeypatch: pytest.MonkeyPatch) -> DAG:
    """The DAG as the process of one task sees it."""
    monkeypatch.setenv("_AIRFLOW_PARSING_CONTEXT_DAG_ID", "tokyobeta_daily")
    monkeypatch.setenv("_AIRFLOW_PARSING_CONTEXT_TASK_ID", task_id)
    return parsed()


def parsed() -> DAG:
    """The DAG of a file that is parsed now: other tests run tasks of the one that they share."""
    bag = DagBag(dag_folder=str(ROOT / "dags" / "tokyobeta_daily.py"), bundle_path=ROOT / "dags")
    return bag.dags["tokyobeta_daily"]


def described(dag: Any, task_id: str) -> dict[str, Any]:
    """What Airflow knows of a task."""
    task = OperatorSerialization.serialize(dag.get_task(task_id))
    described: dict[str, Any] = task["__var"]
    return {name: value for name, value in described.items() if name not in _OF_THE_DAG}


def test_each_task_is_the_same_when_the_file_is_parsed_for_it_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    daily = parsed()
    models = [task_id for task_id in daily.task_ids if "." in task_id]
    for task_id in {*daily.task_ids} - {*models} | {*models[::6], models[-1]}:
        dag = alone(task_id, monkeypatch)
        assert described(dag, task_id) == described(daily, task_id), task_id
        assert {name for name in dag.task_ids if "." in name} == {task_id} & {*models}, task_id
