"""Models that fail, heal, are cleared or are killed, by the real scheduler: the data ends as it was."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psutil
import pytest

from dev.local.airflow_api import AirflowApi
from dev.local.dag_run import DagRun
from dev.local.stack import Stack
from include.mysql.target import WarehouseTarget
from tests.e2e.conftest import DAG_ID, contents, failed_tasks, finish, query
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.mysql,
    pytest.mark.aws,
    pytest.mark.timeout(1800),
]

BROKEN = "silver.int_contracts_model_build"
# Reads the rooms as well, but no contract.
BESIDE = "silver.int_rooms_model_build"
BEHIND = "gold.daily_activity_summary_model_build"


@dataclass
class Room:
    """A room of staging whose building can be taken away: a test of the contracts then fails."""

    root: WarehouseTarget
    id: int
    building: int

    def take_away(self) -> None:
        self._move(999_999_999)

    def put_back(self) -> None:
        self._move(self.building)

    def _move(self, building: int) -> None:
        query(self.root, f"UPDATE staging.rooms SET apartment_id = {building} WHERE id = {self.id}")


def tries(airflow: AirflowApi, run: DagRun) -> dict[str, int]:
    return {
        task.task_id: task.try_number
        for task in airflow.task_runs(DAG_ID, run.run_id)
        if task.task_id.startswith(("silver.", "gold."))
    }


def states(airflow: AirflowApi, run: DagRun) -> dict[str, str | None]:
    return {task.task_id: task.state for task in airflow.task_runs(DAG_ID, run.run_id)}


@pytest.fixture
def room(stack: Stack, run: DagRun) -> Iterator[Room]:
    """A room of the published dump, put back into its building in any case."""
    # As root: no user of the pipeline may change it.
    root = stack.mysql_server().target
    [(room, building)] = query(root, "SELECT id, apartment_id FROM staging.rooms ORDER BY id LIMIT 1")
    moved = Room(root, room, building)
    yield moved
    moved.put_back()


def test_a_failed_model_stops_what_depends_on_it_and_is_cleared_after_the_fix(
    stack: Stack, airflow: AirflowApi, run: DagRun, warehouse: WarehouseTarget, room: Room
):
    before, tries_before = contents(warehouse), tries(airflow, run)
    room.take_away()
    stack.aws().alerts()
    airflow.clear(DAG_ID, run.run_id, [BROKEN], downstream=True)
    assert finish(airflow, run.run_id).state == "failed"
    seen = states(airflow, run)
    assert (seen[BROKEN], seen[BEHIND], seen["record_run"]) == (
        "failed",
        "upstream_failed",
        "upstream_failed",
    )
    assert tries(airflow, run)[BESIDE] == tries_before[BESIDE]
    alerts: list[dict[str, str]] = []

    def told() -> bool:
        alerts.extend(stack.aws().alerts())
        return bool(alerts)

    wait_until(told, "people are told", pause=1)
    time.sleep(15)
    alerts.extend(stack.aws().alerts())
    assert [alert["Subject"] for alert in alerts] == [
        f"[Tokyo Beta local] {BROKEN} failed for 2026-02-10 ({DAG_ID})"
    ]
    assert "rooms_have_their_apartment" in alerts[0]["Message"]
    [task] = [task for task in airflow.task_runs(DAG_ID, run.run_id) if task.task_id == BROKEN]
    log = airflow.task_log(DAG_ID, run.run_id, task)
    assert "rooms_have_their_apartment" in log
    assert "int_rooms" not in log.split("Running with dbt")[-1]

    room.put_back()
    airflow.clear(DAG_ID, run.run_id, [BROKEN], downstream=True)
    assert finish(airflow, run.run_id).state == "success", list(failed_tasks(airflow, run.run_id))
    assert tries(airflow, run)[BESIDE] == tries_before[BESIDE]
    assert contents(warehouse) == before


def test_a_model_of_a_green_run_is_cleared_alone(
    airflow: AirflowApi, run: DagRun, warehouse: WarehouseTarget
):
    before, tries_before = contents(warehouse), tries(airflow, run)
    airflow.clear(DAG_ID, run.run_id, [BESIDE])
    assert finish(airflow, run.run_id).state == "success"
    assert tries(airflow, run) == {**tries_before, BESIDE: tries_before[BESIDE] + 1}
    assert contents(warehouse) == before


def test_the_killed_server_and_its_processes_heal_by_retries(
    airflow: AirflowApi, run: DagRun, warehouse: WarehouseTarget
):
    before = contents(warehouse)
    layer = [task for task in states(airflow, run) if task.startswith("silver.")]
    airflow.clear(DAG_ID, run.run_id, layer)

    def third_model() -> bool:
        seen = states(airflow, run)
        return sum(seen[task] == "success" for task in layer) >= 3

    wait_until(third_model, "the layer is in its middle", seconds=600, pause=0.5)
    killed = kill_dbt(airflow)
    assert killed
    assert finish(airflow, run.run_id).state == "success", list(failed_tasks(airflow, run.run_id))
    assert contents(warehouse) == before


def kill_dbt(airflow: AirflowApi) -> int:
    """SIGKILL to the fork server of this stack's worker and to all that it has forked."""
    killed = 0
    for process in psutil.process_iter(["cmdline", "environ"]):
        line = " ".join(process.info["cmdline"] or [])
        base = (process.info["environ"] or {}).get("AIRFLOW__API__BASE_URL", "")
        if "dbt_server/server.py" in line and base == airflow.url:
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
    return killed
