"""A deployment does not meet a run: not one that is under way, and not the hours in which one is expected."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Final

from dev.packaging.airflow_answer_error import AirflowAnswerError
from include.clock import TOKYO
from include.exceptions import PackagingError

if TYPE_CHECKING:
    from dev.packaging.mwaa_environment import MwaaEnvironment

# From the dump of 05:30 until the organisations have looked at their numbers; Tokyo time.
BUSY_FROM: Final = time(5, 0)
BUSY_UNTIL: Final = time(10, 0)
_ACTIVE: Final = frozenset({"queued", "running"})
_FORCE: Final = "Deploy later, or with FORCE=1 if it must be now."


def require_quiet(environment: MwaaEnvironment, dag_id: str, now: datetime) -> None:
    """Refuse a deployment that would disturb a run.

    :param environment: the environment.
    :param dag_id: the DAG whose runs must not be disturbed.
    :param now: the time, timezone-aware.
    :raises PackagingError: in the hours of the morning's run, or while a run is queued or running.
    :raises AirflowAnswerError: if Airflow cannot be asked.
    """
    there = now.astimezone(TOKYO)
    if BUSY_FROM <= there.time() < BUSY_UNTIL:
        raise PackagingError(
            f"It is {there:%H:%M} in Tokyo: between {BUSY_FROM:%H:%M} and {BUSY_UNTIL:%H:%M} the run of the "
            "day is expected.",
            _FORCE,
        )
    try:
        runs = environment.airflow(f"/dags/{dag_id}/dagRuns", limit=10, order_by="-run_after")["dag_runs"]
    except AirflowAnswerError as error:
        if error.status == 404:
            return
        raise
    active = [run["dag_run_id"] for run in runs if run["state"] in _ACTIVE]
    if active:
        raise PackagingError(f"{dag_id} is running there: {', '.join(active)}.", _FORCE)
