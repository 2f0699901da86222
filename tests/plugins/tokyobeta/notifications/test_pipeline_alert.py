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


def task_context(**more: Any) -> dict[str, Any]:
    """A context as a failed task's callback gets it."""
    instance = SimpleNamespace(
        dag_id="tokyobeta_daily", task_id="restore_dump", try_number=3, log_url="http://airflow/log"
    )
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
        PipelineAlert(template="task_failed", headline="{task} failed").notify(task_context())
    assert "TOKYOBETA_ALERT_TOPIC_ARN" in caplog.text
    assert "restore_dump failed" in caplog.text


def test_one_failure_is_one_message(inbox: Any):
    """Airflow calls back for the failed task, then for the run that it failed."""
    PipelineAlert(template="task_failed", headline="{task} failed").notify(task_context())
    run = PipelineAlert(template="run_failed", headline="{dag} failed")
    run.notify({**task_context(), "reason": "task_failure"})
    assert len(inbox()) == 1
    for reason in ("timed_out", "all_tasks_deadlocked"):
        run.notify({**task_context(), "reason": reason})
        assert len(inbox()) == 1
