"""Services and tasks killed during a run.

Services: the run ends green, with the data of an undisturbed one, and nobody is alarmed.

One run is disturbed by SIGKILL of one service after the other, each while the step runs that it would hurt.
The service is started again as MWAA, or the person at the local stack, does.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import psutil
import pytest

from dev.local.airflow_api import AirflowApi
from dev.local.dag_run import DagRun
from dev.local.stack import Stack
from dev.local.stack_state import StackState
from dev.local.task_run import TaskRun
from include.mysql.target import WarehouseTarget
from tests.e2e.browser import web_ui
from tests.e2e.conftest import DAG_ID, DAY, contents, failed_tasks, finish, query
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.mysql,
    pytest.mark.aws,
    pytest.mark.timeout(3600),
]
RUN_ID = "e2e-killed-services"


def pid_of(stack: Stack, service: str) -> int:
    if service == "mysql":
        identity = stack.mysql_server().identity
        assert identity is not None
        return identity.pid
    return StackState.load(stack.folder / "state.json").services[service].pid


def test_a_run_whose_services_are_killed_ends_as_an_undisturbed_one(
    stack: Stack, airflow: AirflowApi, run: DagRun, warehouse: WarehouseTarget
) -> None:
    undisturbed = contents(warehouse)
    assert len(undisturbed) > 81 + 20
    stack.aws().alerts()
    airflow.trigger(DAG_ID, {"dump_date": DAY.isoformat(), "force_restore": True}, run_id=RUN_ID)

    def states(prefix: str) -> set[str | None]:
        tasks = airflow.task_runs(DAG_ID, RUN_ID)
        return {task.state for task in tasks if task.task_id.startswith(prefix)}

    def runs(prefix: str) -> Callable[[], bool]:
        return lambda: "running" in states(prefix)

    def kill(service: str, step: str) -> None:
        wait_until(runs(step), f"{step} runs", seconds=900, pause=0.2)
        os.kill(pid_of(stack, service), signal.SIGKILL)
        stack.up()

    kill("airflow scheduler", "restore_dump")
    kill("airflow dag-processor", "silver")
    kill("mysql", "silver")
    kill("airflow triggerer", "gold")
    kill("quicksight", "refresh_spice")

    ended = finish(airflow, RUN_ID)
    assert list(failed_tasks(airflow, RUN_ID)) == []
    assert ended.state == "success"
    assert contents(warehouse) == undisturbed
    assert stack.aws().alerts() == []
    # The ledger has one publication for each of the two runs, the second what readers see.
    assert query(warehouse, "SELECT run_id FROM ops.publications ORDER BY publication_id")[-1] == (RUN_ID,)
    assert query(warehouse, "SELECT COUNT(*) FROM ops.publications") == [(2,)]


def test_the_log_of_a_killed_task_ends_with_what_it_means(
    stack: Stack, airflow: AirflowApi, tmp_path: Path
) -> None:
    """Its process waits for a lock, and is killed in each try as the kernel does when memory runs out."""
    dag_id, task_id = "tokyobeta_tidy_up", "show_leftovers"
    airflow.wait_for_dag(dag_id)
    stack.aws().alerts()
    with closing(stack.warehouse().connect()) as holder, holder.cursor() as cursor:
        cursor.execute("SELECT GET_LOCK('tokyobeta_publish', 60)")
        begun = airflow.trigger(dag_id, {}, run_id="e2e-killed-task")
        for number in (1, 2, 3):
            is_killed = partial(kill_process, airflow, dag_id, begun.run_id, number)
            wait_until(is_killed, f"try {number}", pause=0.2)
        wait_until(lambda: airflow.dag_run(dag_id, begun.run_id).state == "failed", "the end", pause=1)
    task = first_task(airflow, dag_id, begun.run_id)
    assert (task.task_id, task.state, task.try_number) == (task_id, "failed", 3)
    for number, next_step in (
        (2, "Next: Nothing yet: another try follows by itself. If it fails too: Clear the task"),
        (3, "Next: Clear the task with downstream. If it is killed again, look at the memory of the worker."),
    ):
        log = airflow.task_log(dag_id, begun.run_id, replace(task, try_number=number)).splitlines()
        assert any("Process terminated by signal" in line for line in log)
        happened, readers, step = log[-3:]
        assert "What happened: Killed: SIGKILL has ended the process of this try" in happened
        assert "What readers see: Readers keep the numbers that they see" in readers
        assert next_step in step
    alerts: list[dict[str, str]] = []
    wait_until(lambda: alerts.extend(stack.aws().alerts()) or alerts, "the message of the run", pause=1)
    assert ["Readers keep the numbers that they see" in alert["Message"] for alert in alerts] == [True]
    with web_ui(stack.addresses().airflow) as page:
        page.goto(f"/dags/{dag_id}/runs/{begun.run_id}/tasks/{task_id}")
        for text in ("What happened: Killed", "What readers see: ", "Next: Clear the task with downstream"):
            page.get_by_text(text).first.wait_for()  # seen, not folded away
        page.screenshot(path=tmp_path / "killed.png", full_page=True)


def test_a_worker_that_is_lost_with_its_task_is_told_of_once_and_its_log_has_an_end(
    stack: Stack, airflow: AirflowApi
) -> None:
    """Nothing is left to say how the last try ended: Airflow misses its heartbeat after five minutes."""
    dag_id = "tokyobeta_tidy_up"
    airflow.wait_for_dag(dag_id)
    stack.aws().alerts()
    with closing(stack.warehouse().connect()) as holder, holder.cursor() as cursor:
        cursor.execute("SELECT GET_LOCK('tokyobeta_publish', 60)")
        begun = airflow.trigger(dag_id, {}, run_id="e2e-lost-worker")
        for number in (1, 2, 3):
            is_killed = partial(kill_process, airflow, dag_id, begun.run_id, number, with_worker=number == 3)
            wait_until(is_killed, f"try {number}", pause=0.2)
        wait_until(
            lambda: airflow.dag_run(dag_id, begun.run_id).state == "failed",
            "the missing heartbeat",
            seconds=1200,
            pause=1,
        )
    alerts: list[dict[str, str]] = []
    wait_until(lambda: alerts.extend(stack.aws().alerts()) or alerts, "the message of the run", pause=1)
    # A run that begins and ends behind it: the callbacks of the lost one have been carried out.
    after = airflow.trigger(dag_id, {}, run_id="e2e-after-the-lost-worker")
    wait_until(lambda: airflow.dag_run(dag_id, after.run_id).state == "success", "a run after it", pause=1)
    alerts += stack.aws().alerts()
    assert ["Readers keep the numbers that they see" in alert["Message"] for alert in alerts] == [True]
    assert "show_leftovers" in alerts[0]["Subject"]
    log = airflow.task_log(dag_id, begun.run_id, first_task(airflow, dag_id, begun.run_id)).splitlines()
    happened, readers, step = log[-3:]
    assert "What happened: Lost: Airflow hears nothing of this try any more" in happened
    assert "What readers see: Readers keep the numbers that they see" in readers
    assert "Next: Clear the task with downstream." in step


def first_task(airflow: AirflowApi, dag_id: str, run_id: str) -> TaskRun:
    return next(each for each in airflow.task_runs(dag_id, run_id) if each.task_id == "show_leftovers")


def kill_process(
    airflow: AirflowApi, dag_id: str, run_id: str, try_number: int, *, with_worker: bool = False
) -> bool:
    """Kill the process of a try, if it runs, and the worker that has forked it.

    Airflow names it after the task instance.
    """
    path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/show_leftovers"
    found = airflow.call("GET", path)
    if (found["state"], found["try_number"]) != ("running", try_number):
        return False
    title = f"airflow worker -- {found['id']}"
    for process in psutil.process_iter(["cmdline"]):
        if " ".join(process.info["cmdline"] or ()).strip() == title:
            if with_worker:
                worker = process.parent()
                assert worker is not None
                assert "LocalExecutor" in " ".join(worker.cmdline())
                worker.kill()
            process.kill()
            return True
    return False
