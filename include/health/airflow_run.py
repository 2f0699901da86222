"""What the orchestrator knows of a run, also of one that left no row in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AirflowRun:
    """A run of the pipeline.

    :param dag_id: its DAG.
    :param run_id: its name in Airflow.
    :param day: the dump date it is about.
    :param state: ``queued``, ``running``, ``success`` or ``failed``.
    :param started_at: UTC time, or None while it waits.
    :param failed_tasks: tasks that failed themselves, in the order in which they ended.
    :param waits_for_decision: a task of it waits for a person, in *Required actions*.
    """

    dag_id: str
    run_id: str
    day: date
    state: str
    started_at: datetime | None
    failed_tasks: tuple[str, ...] = ()
    waits_for_decision: bool = False

    @property
    def path(self) -> str:
        """Address of the run in the web UI, below its root."""
        return f"/dags/{self.dag_id}/runs/{self.run_id}"
