"""Alerts reach the topic, whatever the callback knows: of a task, of a run."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest

from include.exceptions import DumpError
from include.settings import get_settings
from tokyobeta.notifications.pipeline_alert import PipelineAlert

pytestmark = [pytest.mark.mysql, pytest.mark.aws]


class Instance:
    """A task instance with the XComs of its run."""

    dag_id, task_id, run_id = "tokyobeta_daily", "restore_dump", "r1"
    try_number, log_url = 3, "http://airflow/log"

    def __init__(self, **states: str) -> None:
        self.states = states
        self.xcoms: dict[tuple[str, int], Any] = {}

    def xcom_push(self, key: str, value: Any) -> None:
        self.xcoms[self.task_id, -1] = value

    def xcom_pull(self, *, task_ids: str, key: str, map_indexes: int, run_id: str) -> Any:
        return self.xcoms.get((task_ids, map_indexes))

    def get_task_states(self, dag_id: str, run_ids: list[str]) -> dict[str, dict[str, str]]:
        return dict.fromkeys(run_ids, self.states)


def run_context(instance: Instance) -> dict[str, Any]:
    """A context as the callback of a run gets it whose tasks have failed."""
    tasks = [SimpleNamespace(task_id=name) for name in ("restore_dump", "check_staging", "refresh_spice")]
    dag = SimpleNamespace(tasks=tasks)
    return {**task_context(), "ti": instance, "dag": dag, "reason": "task_failure"}


def task_context(**more: Any) -> dict[str, Any]:
    """A context as a failed task's callback gets it."""
    instance = Instance()
    run = SimpleNamespace(dag_id="tokyobeta_daily", run_id="r1", conf={}, logical_date=None, run_after=None)
    return {"ti": instance, "dag_run": run, "params": {"dump_date": "2026-02-10"}, "run_id": "r1", **more}


def test_a_failed_task_is_told_with_its_error_and_the_next_step(inbox: Any):
    alert = PipelineAlert(template="task_failed", headline="{task} failed for {dump_date} ({dag})")
    alert.notify(task_context(exception=DumpError("Table movings ends early.", "Fetch the dump again.")))
    [message] = inbox()
    assert message["Subject"] == ("[Tokyo Beta local] restore_dump failed for 2026-02-10 (tokyobeta_daily)")
    for fact in ("Table movings ends early.", "Next: Fetch the dump again.", "http://airflow/log", "r1"):
        assert fact in message["Message"]


def test_a_callback_that_knows_nothing_still_sends_its_message(inbox: Any):
    """The provider's notifier drops a message whose template names what the context lacks."""
    PipelineAlert(template="run_failed", headline="{dag} failed for {dump_date}").notify({})
    [message] = inbox()
    assert "failed for" in message["Subject"]
    assert "neither a dump_date parameter" in message["Message"]


def test_the_message_leads_to_the_run(inbox: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "https://airflow.example/")
    PipelineAlert(template="run_failed", headline="{dag} failed").notify(task_context(run_id="a+b"))
    [message] = inbox()
    assert "https://airflow.example/dags/tokyobeta_daily/runs/a%2Bb" in message["Message"]


def test_a_dag_that_cannot_render_templates_is_told_about_all_the_same(inbox: Any):
    PipelineAlert(template="run_failed", headline="{dag} failed")({"dag": object(), **task_context()})
    [message] = inbox()
    assert message["Subject"] == "[Tokyo Beta local] tokyobeta_daily failed"


def test_without_a_topic_the_alert_is_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.delenv("TOKYOBETA_ALERT_TOPIC_ARN", raising=False)
    get_settings.cache_clear()
    with caplog.at_level(logging.WARNING):
        error = DumpError("It ends early.", "Fetch it again.")
        PipelineAlert(template="task_failed", headline="{task} failed").notify(task_context(exception=error))
    assert "TOKYOBETA_ALERT_TOPIC_ARN" in caplog.text
    assert "restore_dump failed" in caplog.text


def test_one_failure_is_one_message(inbox: Any):
    """Airflow calls back for the failed task, then for the run that it failed."""
    instance = Instance(restore_dump="failed", check_staging="upstream_failed")
    failed = {**task_context(exception=DumpError("It ends early.", "Fetch it again.")), "ti": instance}
    PipelineAlert(template="task_failed", headline="{task} failed").notify(failed)
    run = PipelineAlert(template="run_failed", headline="{dag} failed")
    run.notify(run_context(instance))
    assert len(inbox()) == 1
    for reason in ("timed_out", "all_tasks_deadlocked"):
        run.notify({**task_context(), "reason": reason})
        assert len(inbox()) == 1


def test_a_task_whose_process_was_killed_is_told_of_by_its_run(inbox: Any):
    """Airflow 3.3.1 calls back for the run alone when the kernel ends a task's process (out of memory)."""
    run = PipelineAlert(template="run_failed", headline="{dag} failed")
    run.notify(run_context(Instance(restore_dump="failed", check_staging="upstream_failed")))
    [message] = inbox()
    assert message["Subject"] == "[Tokyo Beta local] restore_dump failed for 2026-02-10 (tokyobeta_daily)"
    for fact in ("killed", "nothing of this dump is published", "downstream"):
        assert fact in message["Message"]


def test_a_worker_lost_with_its_task_is_told_of_once(inbox: Any):
    """The dag processor calls back for the task, without an error, and then for its run."""
    instance = Instance(restore_dump="failed", check_staging="upstream_failed")
    PipelineAlert(template="task_failed", headline="{task} failed").notify({**task_context(), "ti": instance})
    PipelineAlert(template="run_failed", headline="{dag} failed").notify(run_context(instance))
    [message] = inbox()
    assert "restore_dump failed" in message["Subject"]


def test_a_mapped_task_that_told_nobody_is_told_of_once(inbox: Any):
    instance = Instance(refresh_spice_0="failed", refresh_spice_1="failed", refresh_spice_2="failed")
    instance.xcoms["refresh_spice", 1] = True
    PipelineAlert(template="run_failed", headline="{dag} failed").notify(run_context(instance))
    [message] = inbox()
    assert message["Subject"] == "[Tokyo Beta local] refresh_spice failed for 2026-02-10 (tokyobeta_daily)"
    instance.xcoms["refresh_spice", 0] = instance.xcoms["refresh_spice", 2] = True
    PipelineAlert(template="run_failed", headline="{dag} failed").notify(run_context(instance))
    assert inbox() == []
