"""Tasks cleared in the web UI, as the engineer on call does: in green, failed and running runs.

Airflow 3.3.1 answered 500 to every clear in a run with an open deadline (apache/airflow 70368).
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Response

from dev.local.airflow_api import AirflowApi
from dev.local.dag_run import DagRun
from dev.local.stack import Stack
from dev.sample.fault import Fault
from dev.sample.sample_world import SampleWorld
from include.mysql.target import WarehouseTarget
from tests.e2e.browser import web_ui
from tests.e2e.conftest import BUCKET, DAG_ID, contents, failed_tasks, finish, query, upload
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.mysql,
    pytest.mark.aws,
    pytest.mark.timeout(2400),
]
FAILED_RUN = "ui-clears-failed"
PATIENCE_SECONDS = 600.0


def clear_in_browser(page: Page, run_id: str, task: str, *, downstream: bool, what_runs: bool = False) -> int:
    """Clear a task of a run on its page, and return how many tasks the dialog named.

    :param task: what follows ``tasks/`` in the address; ``T/mapped/1`` is one mapped task, ``T/mapped`` all.
    :param downstream: leave "Downstream" on, as it is when the dialog opens.
    :param what_runs: also clear tasks that are running, which the dialog prevents unless told otherwise.
    """
    page.goto(f"/dags/{DAG_ID}/runs/{quote(run_id, safe='')}/tasks/{task}")
    page.get_by_role("button", name=re.compile(r"Press shift\+c to clear")).click()
    dialog = page.get_by_role("dialog")
    affected = dialog.get_by_role("button", name=re.compile(r"Affected Tasks: [1-9]"))
    affected.wait_for()
    if not downstream:
        with page.expect_response(lambda answer: is_clear(answer) and alone(answer)) as counted:
            dialog.get_by_role("button", name="Downstream", exact=True).click()
        named = len(counted.value.json()["task_instances"])
        dialog.get_by_role("button", name=re.compile(rf"Affected Tasks: {named}\b")).wait_for()
    if what_runs:
        dialog.get_by_text("Prevent rerun if task is running").click()
    count = int(affected.inner_text().rpartition(" ")[2])
    with page.expect_response(lambda answer: is_clear(answer) and '"dry_run":false' in posted(answer)) as got:
        dialog.get_by_role("button", name="Confirm").click()
    assert got.value.status == 200, got.value.text()
    dialog.wait_for(state="hidden")
    return count


def is_clear(answer: Response) -> bool:
    return answer.url.endswith("/clearTaskInstances")


def alone(answer: Response) -> bool:
    return '"include_downstream":false' in posted(answer)


def posted(answer: Response) -> str:
    return (answer.request.post_data or "").replace(" ", "")


@pytest.mark.parametrize(
    ("task", "downstream", "at_least"),
    [
        ("record_run", False, 1),
        ("refresh_spice/mapped/1", False, 1),
        ("refresh_spice/mapped", True, 15),
        ("publish_staging", False, 1),
    ],
)
def test_a_task_cleared_in_a_green_run_changes_nothing(
    stack: Stack,
    airflow: AirflowApi,
    run: DagRun,
    warehouse: WarehouseTarget,
    task: str,
    downstream: bool,
    at_least: int,
) -> None:
    before = contents(warehouse)
    publications = query(warehouse, "SELECT COUNT(*) FROM ops.publications")
    with web_ui(stack.addresses().airflow) as page:
        count = clear_in_browser(page, run.run_id, task, downstream=downstream)
    assert count >= at_least if downstream else count == at_least
    again = finish(airflow, run.run_id)
    assert list(failed_tasks(airflow, run.run_id)) == []
    assert again.state == "success"
    assert contents(warehouse) == before
    assert query(warehouse, "SELECT COUNT(*) FROM ops.publications") == publications


def test_a_red_morning_is_mended_in_the_browser_while_its_run_fails_and_while_it_runs(
    stack: Stack, airflow: AirflowApi, warehouse: WarehouseTarget, sample: SampleWorld, tmp_path: Path
) -> None:
    wrong, right = tmp_path / "wrong", tmp_path / "right"
    built = sample.build_dump(server=stack.mysql_server(), out=wrong, day=1, fault=Fault.STALE)
    sample.build_dump(server=stack.mysql_server(), out=right, day=1)
    upload(stack, wrong)
    airflow.trigger(DAG_ID, {"dump_date": built.day.isoformat()}, run_id=FAILED_RUN)
    assert finish(airflow, FAILED_RUN).state == "failed"
    for path in (path for path in wrong.rglob("*") if path.is_file()):
        stack.aws().client("s3").delete_object(Bucket=BUCKET, Key=str(path.relative_to(wrong)))
    upload(stack, right)

    def tries(task_id: str) -> int:
        """Return how often a task was tried if its last try is green, else 0."""
        [task] = [each for each in airflow.task_runs(DAG_ID, FAILED_RUN) if each.task_id == task_id]
        assert task.state != "failed", list(failed_tasks(airflow, FAILED_RUN))
        return task.try_number if task.state == "success" else 0

    def green(task_id: str, more_than: int) -> None:
        done = f"{task_id} is green again"
        wait_until(lambda: tries(task_id) > more_than, done, seconds=PATIENCE_SECONDS, pause=1)

    def mark_failed() -> None:
        airflow.call("PATCH", f"/dags/{DAG_ID}/dagRuns/{FAILED_RUN}", json={"state": "failed"})
        assert airflow.dag_run(DAG_ID, FAILED_RUN).state == "failed"

    with web_ui(stack.addresses().airflow) as page:
        # The failed run, with downstream.
        assert clear_in_browser(page, FAILED_RUN, "preflight", downstream=True) > 50
        green("publish_staging", 0)
        assert query(warehouse, "SELECT dump_date FROM staging._dump_seal") == [(date(2026, 2, 11),)]
        # The running run, alone and with downstream.
        assert airflow.dag_run(DAG_ID, FAILED_RUN).state == "running"
        before = tries("publish_staging")
        assert clear_in_browser(page, FAILED_RUN, "publish_staging", downstream=False) == 1
        green("publish_staging", before)
        green("export_snapshot", 0)
        before = tries("export_snapshot")
        assert clear_in_browser(page, FAILED_RUN, "export_snapshot", downstream=True, what_runs=True) > 50
        green("export_snapshot", before)
        # The failed run, alone, and one mapped task. The models would take minutes and are not tested here.
        mark_failed()
        before = tries("publish_staging")
        assert clear_in_browser(page, FAILED_RUN, "publish_staging", downstream=False) == 1
        green("publish_staging", before)
        finish(airflow, FAILED_RUN)
        mark_failed()
        assert clear_in_browser(page, FAILED_RUN, "refresh_spice/mapped/1", downstream=False) == 1
        finish(airflow, FAILED_RUN)
    assert query(warehouse, "SELECT COUNT(*) FROM ops.publications WHERE dump_date = '2026-02-11'") == [(1,)]
