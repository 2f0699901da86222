"""A person is asked about failed rules, and about nothing else; a question that would wait unseen fails."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from airflow.exceptions import AirflowException
from airflow.providers.common.compat.sdk import DagRunTriggerException
from airflow.sdk.exceptions import AirflowSkipException

from tokyobeta.operators.ask_for_decision import AskForDecisionOperator


def context(check: str, *, paused: bool = False) -> Any:
    instance = SimpleNamespace(
        dag_id="tokyobeta_daily",
        run_id="r1",
        get_task_states=lambda dag_id, task_ids, run_ids: {run_ids[0]: dict.fromkeys(task_ids, check)},
        get_dag=lambda dag_id: SimpleNamespace(is_paused=paused),
        xcom_push=lambda **_: None,
    )
    return {"ti": instance, "task_instance": instance, "run_id": "r1"}


@pytest.fixture
def ask() -> AskForDecisionOperator:
    return AskForDecisionOperator(
        task_id="ask_for_decision",
        checked_by="check_staging",
        trigger_dag_id="tokyobeta_failed_rules",
        conf={"dump_date": "2026-02-10"},
    )


def test_failed_rules_start_the_dag_of_the_decision(ask: AskForDecisionOperator) -> None:
    with pytest.raises(DagRunTriggerException) as triggered:
        ask.execute(context("failed"))
    assert triggered.value.trigger_dag_id == "tokyobeta_failed_rules"
    assert triggered.value.conf == {"dump_date": "2026-02-10"}


def test_a_run_that_failed_before_the_check_asks_nobody(ask: AskForDecisionOperator) -> None:
    """Otherwise a refused dump that still waits would be asked about again."""
    with pytest.raises(AirflowSkipException, match="check_staging was not reached"):
        ask.execute(context("upstream_failed"))


def test_a_paused_dag_cannot_ask(ask: AskForDecisionOperator) -> None:
    with pytest.raises(AirflowException, match="paused"):
        ask.execute(context("failed", paused=True))
