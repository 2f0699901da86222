"""What a dead run left behind, in the browser: shown, refused while a run is in progress, erased."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page

from dev.local.airflow_api import AirflowApi
from dev.local.dag_run import DagRun
from dev.local.stack import Stack
from include.mysql.target import WarehouseTarget
from tests.e2e.browser import console_problems, web_ui
from tests.e2e.conftest import DAG_ID, DAY, contents, query
from tests.ui.conftest import SHOTS
from tests.ui.forms import newest, run_ids, trigger_in_browser
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.mysql,
    pytest.mark.aws,
    pytest.mark.timeout(2400),
]

TIDY_UP = "tokyobeta_tidy_up"
SWITCH = "erase"
LEFT_OVER = (
    "CREATE TABLE staging_incoming.left_over (id INT)",
    "CREATE TABLE gold.daily_activity_summary__dbt_tmp (id INT)",
)
DRAFT = "daily_activity_summary__dbt_tmp"


def left_over(warehouse: WarehouseTarget) -> list[tuple[str]]:
    return query(
        warehouse,
        "SELECT CONCAT(table_schema, '.', table_name) FROM information_schema.tables "
        "WHERE table_schema = 'staging_incoming' OR table_name LIKE '%\\_\\_dbt\\_%' ORDER BY 1",
    )


def tidied_up(page: Page, airflow: AirflowApi, fields: dict[str, str], *switches: str) -> DagRun:
    """Fill in the form, send it, and wait for the end of the run."""
    before = set(run_ids(airflow, TIDY_UP))
    trigger_in_browser(page, TIDY_UP, fields, *switches)
    return newest(airflow, TIDY_UP, before)


def see_log(page: Page, run: DagRun, task: str, *texts: str) -> None:
    page.goto(f"/dags/{TIDY_UP}/runs/{run.run_id}/tasks/{task}")
    for text in texts:
        page.get_by_text(text).first.wait_for()
    page.screenshot(path=SHOTS / f"tidy-up-{task}.png", full_page=True)


def test_what_a_dead_run_left_is_shown_then_erased_by_the_form_alone(
    stack: Stack, airflow: AirflowApi, warehouse: WarehouseTarget
) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    for statement in LEFT_OVER:
        query(warehouse, statement)
    before = contents(warehouse)
    airflow.set_paused(DAG_ID, True)
    try:
        with web_ui(stack.addresses().airflow) as page:
            problems = console_problems(page)
            shown = tidied_up(page, airflow, {})
            assert shown.state == "success"
            assert len(left_over(warehouse)) == 2, "it was only shown"
            see_log(page, shown, "show_leftovers", DRAFT, "Next: to have it erased, trigger this DAG again")

            unexplained = tidied_up(page, airflow, {}, SWITCH)
            assert unexplained.state == "failed"
            assert len(left_over(warehouse)) == 2
            see_log(page, unexplained, "show_leftovers", "the form names no reason", "Next: ")

            erased = tidied_up(page, airflow, {"reason": "the worker died in the night"}, SWITCH)
            assert erased.state == "success"
            assert left_over(warehouse) == []
            see_log(page, erased, "erase_leftovers", DRAFT, "2 of 2 are erased, by admin")

            again = tidied_up(page, airflow, {})
            assert again.state == "success"
            see_log(page, again, "show_leftovers", "No run has left anything behind. Next: nothing.")
            assert problems == []
    finally:
        airflow.set_paused(DAG_ID, False)
    # The draft was beside a table of gold that readers see.
    assert contents(warehouse) == {name: sum_ for name, sum_ in before.items() if DRAFT not in name}
    [recorded] = query(warehouse, "SELECT decided_by, reason, finished_at IS NOT NULL FROM ops.tidy_ups")
    assert recorded == ("admin", "the worker died in the night", 1)


def test_nothing_is_looked_at_while_a_daily_run_is_in_progress(
    stack: Stack, airflow: AirflowApi, warehouse: WarehouseTarget
) -> None:
    """It waits for a dump that never comes."""
    waiting = airflow.trigger(DAG_ID, {"dump_date": f"{DAY + timedelta(days=30)}"}, run_id="ui-waits")
    try:
        wait_until(lambda: airflow.dag_run(DAG_ID, waiting.run_id).state == "running", "its start", pause=1)
        with web_ui(stack.addresses().airflow) as page:
            refused = tidied_up(page, airflow, {})
            assert refused.state == "failed"
            see_log(page, refused, "show_leftovers", f"A run of {DAG_ID} is in progress", "Next: ")
    finally:
        path = f"/dags/{DAG_ID}/dagRuns/{waiting.run_id}"
        airflow.call("PATCH", path, json={"state": "failed"})
