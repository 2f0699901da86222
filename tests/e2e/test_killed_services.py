"""Services killed during a run: it ends green, with the data of an undisturbed run, and nobody is alarmed.

One run is disturbed by SIGKILL of one service after the other, each while the step runs that it would hurt.
The service is started again as MWAA, or the person at the local stack, does.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest

from dev.local.airflow_api import AirflowApi
from dev.local.dag_run import DagRun
from dev.local.stack import Stack
from dev.local.stack_state import StackState
from include.mysql.target import WarehouseTarget
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
