"""Follows a run of the DAG until it ends."""

from __future__ import annotations

import time
from graphlib import TopologicalSorter
from itertools import count

from dev.local.airflow_api import AirflowApi
from dev.local.dag_run import DagRun
from dev.local.run.screen import Screen
from dev.local.run.step import steps_of
from dev.local.task_run import TaskRun
from include.exceptions import LocalStackError

POLL_SECONDS = 1.0
# Listing a hundred tasks takes the API server more time than all that the tasks ask of it.
TASKS_EVERY = 5


def follow(
    api: AirflowApi, dag_id: str, run_id: str, screen: Screen, timeout_seconds: float
) -> tuple[DagRun, list[TaskRun]]:
    """Show a run until it ends and return it with its tasks.

    :param api: Airflow.
    :param dag_id: the DAG.
    :param run_id: its run.
    :param screen: where to show it.
    :param timeout_seconds: how long a run may take.
    :raises LocalStackError: if it takes longer.
    """
    order = task_order(api, dag_id)
    deadline = time.monotonic() + timeout_seconds
    turns = count()
    while True:
        run = api.dag_run(dag_id, run_id)
        has_ended = run.state in {"success", "failed"}
        if next(turns) % TASKS_EVERY == 0 or has_ended:
            tasks = api.task_runs(dag_id, run_id)
            screen.show(steps_of(tasks, order))
        if has_ended:
            return run, tasks
        if time.monotonic() > deadline:
            raise LocalStackError(
                f"The run {run_id} did not end within {timeout_seconds / 60:.0f} minutes.",
                f"Look at it in the web UI: {api.run_page(dag_id, run_id)}",
            )
        time.sleep(POLL_SECONDS)


def task_order(api: AirflowApi, dag_id: str) -> list[str]:
    """Return the task ids of a DAG, each after everything that it waits for.

    :param api: Airflow; its own list is alphabetical.
    :param dag_id: the DAG.
    """
    upstream: dict[str, set[str]] = {}
    for task in api.call("GET", f"/dags/{dag_id}/tasks")["tasks"]:
        upstream.setdefault(task["task_id"], set())
        for later in task["downstream_task_ids"]:
            upstream.setdefault(later, set()).add(task["task_id"])
    depth: dict[str, int] = {}
    for task_id in TopologicalSorter(upstream).static_order():
        depth[task_id] = 1 + max((depth[earlier] for earlier in upstream[task_id]), default=0)
    return sorted(depth, key=lambda task_id: (depth[task_id], task_id))
