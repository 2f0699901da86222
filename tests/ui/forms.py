"""Triggering a DAG as a person does, and waiting for its run."""

from __future__ import annotations

import time

from playwright.sync_api import Page

from dev.local.airflow_api import AirflowApi
from dev.local.dag_run import DagRun
from tests.waiting import wait_until


def trigger_in_browser(page: Page, dag_id: str, fields: dict[str, str], *switches: str) -> None:
    """Fill in the trigger form of a DAG and send it.

    :param fields: title of a field to what is typed.
    :param switches: titles of switches that are turned over.
    """
    page.goto(f"/dags/{dag_id}")
    page.get_by_role("button", name="Trigger").first.click()
    form = page.get_by_role("dialog")
    for name, text in fields.items():
        form.locator(f"input[name='element_{name}']").fill(text)
    for name in switches:
        form.locator(f"input[name='element_{name}']").locator("xpath=..").click()
    form.get_by_test_id("trigger-dag-submit").click()
    form.wait_for(state="hidden")


def newest(airflow: AirflowApi, dag_id: str, before: set[str]) -> DagRun:
    """Wait for a run that was not there before, and for its end."""
    found: list[str] = []

    def there() -> bool:
        found[:] = [run for run in run_ids(airflow, dag_id) if run not in before]
        return bool(found)

    wait_until(there, f"a run of {dag_id}", pause=1)
    deadline = time.monotonic() + 1800
    while (run := airflow.dag_run(dag_id, found[0])).state not in {"success", "failed"}:
        assert time.monotonic() < deadline, f"{found[0]} did not end"
        time.sleep(2)
    return run


def run_ids(airflow: AirflowApi, dag_id: str) -> list[str]:
    return [run["dag_run_id"] for run in airflow.call("GET", f"/dags/{dag_id}/dagRuns")["dag_runs"]]
