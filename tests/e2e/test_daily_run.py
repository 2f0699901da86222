"""The daily run by the real scheduler, on a genuine mysqldump, against numbers calculated on their own."""

from __future__ import annotations

import re
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import requests

from dev.local.airflow_api import AirflowApi
from dev.local.airflow_config import PASSWORD, USER
from dev.local.dag_run import DagRun
from dev.local.stack import Stack
from dev.sample.fault import Fault
from dev.sample.sample_world import SampleWorld
from include.mysql.target import WarehouseTarget
from tests.e2e.aws_calls import allowed, recorded
from tests.e2e.browser import console_problems, web_ui
from tests.e2e.conftest import (
    BUCKET,
    DAG_ID,
    DAY,
    checksums,
    failed_tasks,
    finish,
    query,
    upload,
)
from tests.e2e.expected import ExpectedNumbers
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.mysql,
    pytest.mark.aws,
    # The first test waits for the whole run; on a busy machine that takes longer than any other test may.
    pytest.mark.timeout(1800),
]


def test_every_task_of_the_run_is_green(airflow: AirflowApi, run: DagRun):
    assert list(failed_tasks(airflow, run.run_id)) == []
    assert run.state == "success"


def test_the_log_of_each_task_shows_a_table_of_what_it_did(airflow: AirflowApi, run: DagRun):
    """Except for dbt's tasks, whose logs are dbt's own lines, and for tasks without an operator's work."""
    of_dbt = re.compile(r".*_model_build|seed_code_lists|parse_dbt_project|publish_docs|(?!gold).*_done")
    own = [
        task
        for task in airflow.task_runs(DAG_ID, run.run_id)
        if task.state == "success" and not of_dbt.fullmatch(task.task_id)
    ]
    assert {"wait_for_dump", "restore_dump", "start_spice", "record_run"} <= {task.task_id for task in own}
    without = {
        task.task_id
        for task in own
        if not re.search(r"^\S+ --+(  --+)*$", airflow.task_log(DAG_ID, run.run_id, task), re.MULTILINE)
    }
    assert without == set()


def test_every_row_of_the_dump_is_published(warehouse: WarehouseTarget, sample: SampleWorld):
    world = sample.day(0)
    for table in world.tables:
        [(count,)] = query(warehouse, f"SELECT COUNT(*) FROM staging.`{table}`")
        assert count == sum(1 for _ in world.rows(table)), table
    assert len(world.tables) == 81


def test_daily_activity_equals_a_calculation_of_its_own(warehouse: WarehouseTarget, sample: SampleWorld):
    expected = ExpectedNumbers(sample.day(0), DAY).daily_activity()
    rows = query(
        warehouse,
        "SELECT activity_date, tenant_type, new_signings, renewals, moveins, moveouts,"
        " signings, net_occupancy_change"
        " FROM gold.daily_activity_summary",
    )
    shown = {(when, kind): tuple(values[:4]) for when, kind, *values in rows if any(values[:4])}
    assert shown == expected
    assert len(expected) > 100
    assert all(
        signed == new + renewed and net == signed - left for _, _, new, renewed, _, left, signed, net in rows
    )
    # A full spine: every day since 2018, every tenant type, nothing in the future.
    assert len(rows) == 3 * ((DAY - date(2018, 1, 1)).days + 1)


@pytest.mark.parametrize("table", ["new_contracts", "moveouts", "moveout_notices"])
def test_the_lists_hold_exactly_the_contracts_they_define(
    warehouse: WarehouseTarget, sample: SampleWorld, table: str
):
    expected = getattr(ExpectedNumbers(sample.day(0), DAY), table)()
    shown = [row[0] for row in query(warehouse, f"SELECT contract_id FROM gold.{table}")]
    assert sorted(shown) == sorted(expected)
    assert len(expected) > 20


def test_only_the_days_that_were_missing_are_loaded_incident_18(warehouse: WarehouseTarget, bucket: Path):
    files = len(list(bucket.glob("snapshots/tenant_status/*.csv")))
    [(days,)] = query(warehouse, "SELECT COUNT(DISTINCT snapshot_date) FROM staging.tenant_daily_snapshots")
    # Those of the source, and the one that the run itself exported.
    assert days == files + 1
    assert query(warehouse, "SELECT COUNT(*) FROM ops.snapshot_loads WHERE status = 'loaded'") == [(days,)]


def test_spice_holds_what_gold_holds(stack: Stack, warehouse: WarehouseTarget):
    client = stack.aws().client("quicksight")
    for table in ("daily_activity_summary", "new_contracts", "moveouts", "moveout_notices"):
        data_set = f"tokyobeta-{table.replace('_', '-')}"
        answer = client.list_ingestions(AwsAccountId="123456789012", DataSetId=data_set)
        newest = answer["Ingestions"][0]
        assert newest["IngestionStatus"] == "COMPLETED"
        [(rows,)] = query(warehouse, f"SELECT COUNT(*) FROM gold.{table}")
        assert newest["RowInfo"]["RowsIngested"] == rows, table


def test_the_ledger_tells_which_object_is_published(warehouse: WarehouseTarget):
    [(key, tables, state)] = query(
        warehouse,
        "SELECT p.object_key, p.table_count, r.state FROM ops.publications p"
        " JOIN ops.pipeline_runs r ON r.dump_date = p.dump_date ORDER BY p.publication_id DESC LIMIT 1",
    )
    assert (key, tables, state) == ("dumps/gghouse_20260210.sql.zst", 81, "success")


def answered(url: str, stack: Stack) -> requests.Response:
    """Return a page, asked for again for a while as a person reloads what a busy server could not give."""
    user, pages = {"username": USER, "password": PASSWORD}, list[requests.Response]()

    def good() -> bool:
        try:
            login = requests.post(f"{stack.addresses().airflow}/auth/token", json=user, timeout=120)
            bearer = {"Authorization": f"Bearer {login.json()['access_token']}"}
            pages.append(requests.get(url, headers=bearer, timeout=120))
        except requests.RequestException:
            return False
        return pages[-1].status_code == 200

    try:
        wait_until(good, url, pause=3)
    except AssertionError as error:
        log = (stack.folder / "logs" / "airflow-api-server.log").read_text(encoding="utf-8")[-6000:]
        seen = [f"{page.status_code} {page.text[:300]}" for page in pages[-1:]]
        raise AssertionError(f"{error}: {seen}\n{log}") from error
    return pages[-1]


def test_the_documentation_of_the_models_is_in_the_web_ui(stack: Stack, run: DagRun):
    docs = f"{stack.addresses().airflow}/tokyobeta/dbt-docs"
    page = answered(f"{docs}/index.html", stack)
    assert "dbt Docs" in page.text
    described = answered(f"{docs}/catalog.json", stack).json()["nodes"]
    assert "model.tokyobeta.daily_activity_summary" in described
    assert requests.get(f"{docs}/manifest.json", timeout=120).status_code == 401


def test_a_person_finds_the_run_the_trigger_form_and_the_documentation(stack: Stack, run: DagRun):
    with web_ui(stack.addresses().airflow) as page:
        page.get_by_role("button", name="Browse").click()
        page.get_by_role("menuitem", name="dbt docs").first.wait_for()
        page.goto(f"/dags/{DAG_ID}/runs/{run.run_id}")
        page.get_by_text("Success").first.wait_for()
        page.goto(f"/dags/{DAG_ID}")
        page.get_by_role("button", name="Trigger").first.click()
        form = page.get_by_role("dialog")
        form.get_by_text("Leave it empty for the day of the run.").wait_for()
        titles = ("Dump date", "Restore again", "Rebuild history", "Leave the dashboards alone")
        wait_until(lambda: all(title in form.inner_text() for title in titles), "the form shows its fields")


def test_the_execution_role_is_tested_with_every_call_of_the_run(stack: Stack, run: DagRun):
    """The list that the role's policies are tested with cannot fall behind the code."""
    calls = recorded(stack.folder / "aws-calls.jsonl")
    # Should the recording break, the comparison would pass for the wrong reason.
    assert {("s3:PutObject", f"{BUCKET}/processed"), ("quicksight:CreateIngestion", "")} <= calls
    assert calls - allowed() == set()


def test_data_health_is_in_the_navigation_and_says_what_readers_see(stack: Stack, run: DagRun):
    with web_ui(stack.addresses().airflow) as page:
        problems = console_problems(page)
        page.goto("/plugin/data-health")
        health = page.frame_locator("iframe")
        health.get_by_role("heading", name="Gold is as of 10 February 2026").wait_for()
        # Airflow's own pages show Japan's time from now on; they began in UTC.
        assert page.evaluate("localStorage.getItem('timezone')") == '"Asia/Tokyo"'
        health.get_by_role("link", name="10 February 2026: ").or_(
            health.locator("a.cell.amber")
        ).first.click()
        health.get_by_role("heading", name="Quality rules").wait_for()
        health.get_by_role("link", name="Numbers preview").click()
        health.get_by_role("heading", name="Occupancy rate at 00:00").wait_for()
        # Out of the frame, to the run itself.
        page.goto("/plugin/data-health")
        health.get_by_role("link", name="Open it in Airflow").click()
        page.wait_for_url("**/dags/tokyobeta_daily*")
        assert problems == []


@pytest.mark.parametrize(
    ("tasks", "downstream"),
    [
        (["preflight", "restore_dump", "check_staging", "publish_staging", "export_snapshot"], False),
        (["publish_staging"], False),
        ([["refresh_spice", 1]], False),
        (["refresh_spice"], True),
    ],
)
def test_clearing_tasks_of_a_green_run_changes_nothing(
    airflow: AirflowApi, run: DagRun, warehouse: WarehouseTarget, tasks: list[Any], downstream: bool
):
    before = checksums(warehouse)
    publications = query(warehouse, "SELECT COUNT(*) FROM ops.publications")
    assert airflow.clear(DAG_ID, run.run_id, tasks, downstream=downstream)
    again = finish(airflow, run.run_id)
    assert list(failed_tasks(airflow, run.run_id)) == []
    assert again.state == "success"
    assert checksums(warehouse) == before
    assert query(warehouse, "SELECT COUNT(*) FROM ops.publications") == publications


def test_a_stale_dump_under_a_fresh_name_is_refused_and_people_are_told_incident_14(
    stack: Stack, airflow: AirflowApi, warehouse: WarehouseTarget, sample: SampleWorld, tmp_path: Path
):
    before = checksums(warehouse)
    stack.aws().alerts()
    built = sample.build_dump(server=stack.mysql_server(), out=tmp_path, day=1, fault=Fault.STALE)
    upload(stack, tmp_path)
    begun = airflow.trigger(DAG_ID, {"dump_date": built.day.isoformat()}, run_id="e2e-stale-day")
    ended = finish(airflow, begun.run_id)
    assert ended.state == "failed"
    states = {task.task_id: task.state for task in airflow.task_runs(DAG_ID, begun.run_id)}
    assert "failed" in {states["preflight"], states["check_staging"]}
    assert states["publish_staging"] == "upstream_failed"
    assert checksums(warehouse) == before
    alerts: list[dict[str, str]] = []

    def told() -> bool:
        """Airflow calls back after it has written the state down, and the DAG's call comes from elsewhere."""
        alerts.extend(stack.aws().alerts())
        return any("failed for 2026-02-11" in alert["Subject"] for alert in alerts)

    wait_until(told, "people are told of the failure and what to do", pause=1)
    assert "Next:" in alerts[0]["Message"]
    # Airflow calls back for the run as well, within seconds: one failure is one message.
    time.sleep(15)
    assert [*alerts[1:], *stack.aws().alerts()] == []


def test_a_failed_and_a_running_run_can_be_cleared_as_the_message_says(
    stack: Stack, airflow: AirflowApi, warehouse: WarehouseTarget, sample: SampleWorld, tmp_path: Path
):
    """Airflow 3.3.1 answered 500 while a deadline of the run was open (apache/airflow 70368)."""
    run_id, run_of_day = "e2e-stale-day", f"/dags/{DAG_ID}/dagRuns/e2e-stale-day"
    sample.build_dump(server=stack.mysql_server(), out=tmp_path, day=1)
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        stack.aws().client("s3").delete_object(Bucket=BUCKET, Key=str(path.relative_to(tmp_path)))
    upload(stack, tmp_path)

    def published(tries: int) -> bool:
        states = {task.task_id: task for task in airflow.task_runs(DAG_ID, run_id)}
        assert "failed" not in {task.state for task in states.values()}, list(failed_tasks(airflow, run_id))
        task = states["publish_staging"]
        return task.state == "success" and task.try_number >= tries

    assert "publish_staging" in airflow.clear(DAG_ID, run_id, ["preflight"], downstream=True)
    wait_until(lambda: published(1), "the corrected dump is published", pause=1)
    assert query(warehouse, "SELECT dump_date FROM staging._dump_seal") == [(date(2026, 2, 11),)]
    assert airflow.dag_run(DAG_ID, run_id).state == "running"
    tries = {task.task_id: task.try_number for task in airflow.task_runs(DAG_ID, run_id)}["publish_staging"]
    assert airflow.clear(DAG_ID, run_id, ["publish_staging"], downstream=True)
    wait_until(lambda: published(tries + 1), "the cleared task of the running run is done again", pause=1)
    # The models would take minutes more and are not what is tested here.
    airflow.call("PATCH", run_of_day, json={"state": "failed"})
    assert query(warehouse, "SELECT COUNT(*) FROM ops.publications WHERE dump_date = '2026-02-11'") == [(1,)]
