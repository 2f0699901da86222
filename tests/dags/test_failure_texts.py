"""A failed task says what it means for readers, in its log and in its message."""

from __future__ import annotations

import logging
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from airflow.sdk.exceptions import AirflowFailException

from include.alerts.consequence import CONSEQUENCES_FILE, consequence
from include.exceptions import DumpError
from tokyobeta.notifications.failure_log import end_failed_log

# Tasks of the setting restore_workers.
WITH_SEVERAL_WORKERS = {"plan_restore", "restore_part"}


def test_every_task_of_every_dag_says_what_its_failure_means_for_readers(dag_bag: Any) -> None:
    silent = [
        f"{dag_id}.{task.task_id}"
        for dag_id, dag in dag_bag.dags.items()
        for task in dag.tasks
        if not consequence(dag_id, task.task_id)
    ]
    assert silent == []


def test_every_sentence_belongs_to_a_task(dag_bag: Any) -> None:
    sentences = yaml.safe_load(CONSEQUENCES_FILE.read_text(encoding="utf-8"))
    assert set(sentences) == set(dag_bag.dags)
    for dag_id, known in sentences.items():
        groups = {task.task_id.partition(".")[0] for task in dag_bag.dags[dag_id].tasks}
        assert set(known) - {"default"} - WITH_SEVERAL_WORKERS <= groups


def test_every_task_ends_its_failed_log_after_it_has_told_people(dag_bag: Any) -> None:
    for dag in dag_bag.dags.values():
        for task in dag.tasks:
            # An EmptyOperator is not run, so it cannot fail.
            if task.task_type == "EmptyOperator":
                continue
            arguments = task.partial_kwargs if task.is_mapped else vars(task)
            failed, again = (
                arguments.get(name) or arguments.get(f"_{name}")
                for name in ("on_failure_callback", "on_retry_callback")
            )
            assert failed[-1] is end_failed_log, task.task_id
            assert again in (end_failed_log, [end_failed_log]), task.task_id


def failed(error: BaseException | None, *, attempt: int = 3) -> dict[str, Any]:
    """What the callback of a task with two retries gets."""
    instance = SimpleNamespace(
        dag_id="tokyobeta_daily", task_id="restore_dump", try_number=attempt, max_tries=2
    )
    task = SimpleNamespace(retry_delay=timedelta(minutes=5))
    return {"ti": instance, "task": task, "exception": error}


def end_of_log(caplog: pytest.LogCaptureFixture, context: dict[str, Any]) -> list[str]:
    with caplog.at_level(logging.INFO):
        end_failed_log(context)
    return [record.getMessage() for record in caplog.records]


def test_a_failed_log_ends_with_what_happened_what_readers_see_and_the_next_step(
    caplog: pytest.LogCaptureFixture,
) -> None:
    error = DumpError("Table movings ends early.", "Fetch the dump again.")
    assert end_of_log(caplog, failed(error)) == [
        "::endgroup::",
        "What happened: DumpError: Table movings ends early.",
        "What readers see: Readers keep the numbers that they see; nothing of this dump is published.",
        "Next: Fetch the dump again.",
    ]


def test_the_log_of_a_try_that_is_followed_by_another_says_to_wait(caplog: pytest.LogCaptureFixture) -> None:
    error = DumpError("Table movings ends early.", "Fetch the dump again.")
    *_, step = end_of_log(caplog, failed(error, attempt=1))
    assert step == (
        "Next: Nothing yet: try 2 of 3 follows in 5 minutes. If it fails too: Fetch the dump again."
    )


def test_an_error_that_is_not_tried_again_asks_nobody_to_wait(caplog: pytest.LogCaptureFixture) -> None:
    error = AirflowFailException("The rules may fail, but nobody said why.\nNext: Trigger the run again.")
    _, what, _, step = end_of_log(caplog, failed(error, attempt=1))
    assert what == "What happened: AirflowFailException: The rules may fail, but nobody said why."
    assert step == "Next: Trigger the run again."


def test_an_error_without_advice_leads_to_the_triage(caplog: pytest.LogCaptureFixture) -> None:
    *_, step = end_of_log(caplog, failed(ConnectionError("reset")))
    assert "Triage" in step
    assert "downstream" in step
