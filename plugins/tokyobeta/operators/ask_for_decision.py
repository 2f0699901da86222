"""The operator that has a person asked about failed quality rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator

if TYPE_CHECKING:
    from airflow.sdk import Context


class AskForDecisionOperator(TriggerDagRunOperator):
    """Start the DAG in which a person decides; skipped if the check of the rules was not reached.

    A trigger rule cannot tell a failed task from one whose upstream failed. It fails if the DAG is paused:
    the question would wait unseen.

    :param checked_by: id of the task that measures the rules.
    :param trigger: what ``TriggerDagRunOperator`` takes.
    """

    def __init__(self, *, checked_by: str, **trigger: Any) -> None:
        super().__init__(fail_when_dag_is_paused=True, **trigger)
        self.checked_by = checked_by

    def execute(self, context: Context) -> None:
        """Start the DAG.

        :raises AirflowSkipException: if the check did not run.
        :raises DagIsPaused: if the DAG to start is paused.
        """
        from airflow.sdk.exceptions import AirflowSkipException

        instance: Any = context["ti"]
        states = instance.get_task_states(
            dag_id=instance.dag_id, task_ids=[self.checked_by], run_ids=[instance.run_id]
        )
        if states.get(instance.run_id, {}).get(self.checked_by) != "failed":
            message = f"{self.checked_by} was not reached: there is nothing to decide."
            raise AirflowSkipException(message)
        super().execute(context)
