"""Runs of the pipeline from Airflow's own database: also those that failed before they left a row."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Final

from airflow.models.dagrun import DagRun
from airflow.models.taskinstance import TaskInstance
from sqlalchemy import select
from sqlalchemy.orm import Session

from include.exceptions import ConfigurationError
from include.health.airflow_run import AirflowRun
from tokyobeta.dates import run_dump_date

ROLL_BACK: Final = "tokyobeta_roll_back"
DAG_IDS: Final = ("tokyobeta_daily", ROLL_BACK, "tokyobeta_failed_rules")
_WAITS: Final = "awaiting_input"


def airflow_runs(session: Session, since: datetime) -> list[AirflowRun]:
    """Return the runs of the pipeline, the one that started last first.

    :param session: of Airflow's database.
    :param since: runs before this time are left out.
    """
    runs = session.scalars(select(DagRun).where(DagRun.dag_id.in_(DAG_IDS), DagRun.run_after >= since)).all()
    failed, waiting = _tasks(session, [run.run_id for run in runs if run.state != "success"])
    found = []
    for run in sorted(runs, key=lambda each: each.start_date or each.run_after, reverse=True):
        if run.dag_id == ROLL_BACK and (run.conf or {}).get("dry_run", True):
            continue  # it only asks; the run that goes back is another one
        try:
            day = run_dump_date({"dag_run": run, "params": dict(run.conf or {})})
        except ConfigurationError:
            continue  # a run with a day that is none: its own first task says so
        found.append(
            AirflowRun(
                dag_id=run.dag_id,
                run_id=run.run_id,
                day=day,
                state=str(run.state),
                started_at=run.start_date,
                failed_tasks=tuple(failed[run.dag_id, run.run_id]),
                waits_for_decision=(run.dag_id, run.run_id) in waiting,
            )
        )
    return found


def day_of_run(session: Session, dag_id: str, run_id: str) -> date | None:
    """Return the dump date that a run is about; None if Airflow has no such run, or the run names no day.

    :param session: of Airflow's database.
    :param dag_id: its DAG; one without a dump date is about the day on which it ran.
    :param run_id: its name in Airflow.
    """
    run = session.scalar(select(DagRun).where(DagRun.dag_id == dag_id, DagRun.run_id == run_id))
    if run is None:
        return None
    try:
        return run_dump_date({"dag_run": run, "params": dict(run.conf or {})})
    except ConfigurationError:
        return None


def _tasks(
    session: Session, run_ids: list[str]
) -> tuple[dict[tuple[str, str], list[str]], set[tuple[str, str]]]:
    """Return the failed tasks by run, and the runs of which a task waits for a person."""
    query = (
        select(TaskInstance.dag_id, TaskInstance.run_id, TaskInstance.task_id, TaskInstance.state)
        .where(
            TaskInstance.dag_id.in_(DAG_IDS),
            TaskInstance.run_id.in_(run_ids),
            TaskInstance.state.in_(("failed", _WAITS)),
        )
        .order_by(TaskInstance.end_date)
    )
    failed: dict[tuple[str, str], list[str]] = defaultdict(list)
    waiting = set()
    for dag_id, run_id, task_id, state in session.execute(query):
        if state == _WAITS:
            waiting.add((dag_id, run_id))
        else:
            failed[dag_id, run_id].append(task_id)
    return failed, waiting
