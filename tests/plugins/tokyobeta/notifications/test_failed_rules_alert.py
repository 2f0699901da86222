"""A morning whose rules failed is one message: the one that asks for the decision, if it can be asked."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from include.exceptions import FailedRulesError, QualityError
from tokyobeta.notifications.pipeline_alert import PipelineAlert

pytestmark = [pytest.mark.mysql, pytest.mark.aws]

RULES_FAILED = FailedRulesError("1 quality rule failed: lookups_empty measured 1.", "Ask the source.")


@pytest.fixture(scope="module")
def dag_bag() -> Any:
    """The real DAGs: what they are wired to send is what counts."""
    from airflow.dag_processing.dagbag import DagBag

    folder = Path(__file__).parents[4] / "dags"
    return DagBag(dag_folder=str(folder), bundle_path=folder)


def callback(dag_bag: Any, dag_id: str, task_id: str) -> Any:
    """The alert of a task of the real DAG."""
    task = dag_bag.dags[dag_id].get_task(task_id)
    alerts = task.notifiers if task_id == "decide" else task.on_failure_callback
    return alerts[0] if isinstance(alerts, (list, tuple)) else alerts


def context(
    dag_id: str, task_id: str, *, asked: str | None = None, told: list[str] | None = None, **more: Any
) -> dict[str, Any]:
    """What the callback of a task gets.

    :param asked: the state of ask_for_decision.
    :param told: fills with the notes of the tasks of the run.
    """
    told = [] if told is None else told
    instance = SimpleNamespace(
        dag_id=dag_id,
        task_id=task_id,
        run_id="r1",
        try_number=3,
        log_url="http://airflow/log",
        get_task_states=lambda dag_id, run_ids, task_ids=("check_staging",): {
            run_ids[0]: dict.fromkeys(task_ids, asked if task_ids == ["ask_for_decision"] else "failed")
        },
        xcom_push=lambda key, value: told.append(key),
        xcom_pull=lambda **wanted: wanted["key"] in told,
    )
    return {"ti": instance, "params": {"dump_date": "2026-02-10"}, "run_id": "r1", **more}


def test_failed_rules_send_only_the_message_of_the_decision(
    inbox: Any, dag_bag: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "https://airflow.example/")
    check = callback(dag_bag, "tokyobeta_daily", "check_staging")
    told: list[str] = []
    check(context("tokyobeta_daily", "check_staging", exception=RULES_FAILED, told=told))
    run = PipelineAlert(template="run_failed", headline="{dag} failed")
    dag = dag_bag.dags["tokyobeta_daily"]
    run({**context("tokyobeta_daily", "", told=told), "dag": dag, "reason": "task_failure"})
    decide = callback(dag_bag, "tokyobeta_failed_rules", "decide")
    question = SimpleNamespace(body="| lookups_empty | 1 | = 0 |")
    decide(context("tokyobeta_failed_rules", "decide", task=question))
    [message] = inbox()
    assert message["Subject"] == "[Tokyo Beta local] decide on the dump of 2026-02-10: rules failed"
    link = "https://airflow.example/dags/tokyobeta_failed_rules/runs/r1/required_actions"
    for fact in (question.body, link):
        assert fact in message["Message"]


@pytest.mark.parametrize(
    ("error", "asked"),
    [
        # No rule failed.
        (QualityError("The dump is not restored.", "Clear preflight."), None),
        # The check was cleared alone: the question of its earlier try is not asked again.
        (RULES_FAILED, "success"),
        (RULES_FAILED, "failed"),
    ],
)
def test_a_check_that_leads_to_no_question_sends_its_own_message(
    inbox: Any, dag_bag: Any, error: Exception, asked: str | None
) -> None:
    check = callback(dag_bag, "tokyobeta_daily", "check_staging")
    check(context("tokyobeta_daily", "check_staging", exception=error, asked=asked))
    [message] = inbox()
    assert "check_staging failed for 2026-02-10" in message["Subject"]


def test_a_question_that_could_not_be_asked_says_that_rules_failed(inbox: Any, dag_bag: Any) -> None:
    from airflow.providers.standard.operators.trigger_dagrun import DagIsPaused

    check = callback(dag_bag, "tokyobeta_daily", "check_staging")
    check(context("tokyobeta_daily", "check_staging", exception=RULES_FAILED))
    ask = callback(dag_bag, "tokyobeta_daily", "ask_for_decision")
    paused = DagIsPaused(dag_id="tokyobeta_failed_rules")
    ask(context("tokyobeta_daily", "ask_for_decision", exception=paused))
    [message] = inbox()
    assert "rules failed for 2026-02-10, and nobody could be asked" in message["Subject"]
    for fact in ("Quality rules failed", "tokyobeta_failed_rules is paused", "clear ask_for_decision"):
        assert fact in message["Message"]
