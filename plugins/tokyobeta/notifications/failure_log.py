"""The end of a failed task's log: what happened, what readers see, what to do."""

from __future__ import annotations

import logging
import signal
from typing import Any, Final

from airflow.sdk.exceptions import AirflowFailException, AirflowSensorTimeout

from include.alerts.consequence import consequence
from include.alerts.message import ERROR_LIMIT, describe_error
from tokyobeta.notifications.log_of_try import log_of_try

_NEXT: Final = "\nNext: "
_LOOK_IT_UP: Final = (
    "Look the task up under Triage in Dag Docs (the book icon), put the cause right, then clear this task "
    "with downstream."
)

logger = logging.getLogger(__name__)


def end_failed_log(context: Any) -> None:
    """End the log of a failed try; a callback of Airflow for failures and retries.

    It is called in the process of the task. If the whole worker is lost, the dag processor calls it instead,
    without an error, once Airflow has missed the heartbeat of the task.

    :param context: of the callback.
    """
    instance, error = context["ti"], context.get("exception")
    if error is None:
        with log_of_try(instance) as log:
            _end_lost_log(log, context)
        return
    what, _, own_step = str(error).partition(_NEXT)
    kind = type(error).__name__
    # Airflow's log view folds what a callback logs, unless its group is ended.
    logger.info("::endgroup::")
    logger.error("What happened: %s", f"{kind}: {what.strip()}"[:ERROR_LIMIT])
    logger.error("What readers see: %s", consequence(instance.dag_id, instance.task_id))
    step = own_step.strip() or _LOOK_IT_UP
    logger.error("Next: %s", _while_tries_are_left(context["task"], instance, error, step))


def end_killed_log(log: Any, dag_id: str, task_id: str, exit_code: int, *, is_last: bool) -> None:
    """End the log of a try whose process did not end by itself; called in the process that has forked it.

    :param log: of the try.
    :param dag_id: the DAG.
    :param task_id: the task.
    :param exit_code: of the process; below zero it is the signal that has ended it.
    :param is_last: no other try follows by itself.
    """
    if exit_code < 0:
        name = signal.Signals(-exit_code).name
        what = f"Killed: {name} has ended the process of this try" + (
            ", most often because the memory of the worker ran out." if name == "SIGKILL" else "."
        )
    else:
        what = f"Ended: the process of this try has ended with exit code {exit_code}, and named no error."
    step = _step_of_killed()
    _end(log, what, consequence(dag_id, task_id), step if is_last else _another_try(step))


def _end_lost_log(log: Any, context: Any) -> None:
    instance = context["ti"]
    what = (
        "Lost: Airflow hears nothing of this try any more. Its worker has ended with it, most often because "
        "its machine was replaced or its memory ran out."
    )
    step = _while_tries_are_left(context["task"], instance, None, _step_of_killed())
    _end(log, what, consequence(instance.dag_id, instance.task_id), step)


def _end(log: Any, what: str, readers: str, step: str) -> None:
    log.info("::endgroup::")
    log.error(f"What happened: {what} Above is what it did last.")
    log.error(f"What readers see: {readers}")
    log.error(f"Next: {step}")


def _step_of_killed() -> str:
    return describe_error(None).partition(_NEXT)[2]


def _another_try(step: str) -> str:
    return f"Nothing yet: another try follows by itself. If it fails too: {step}"


def _while_tries_are_left(task: Any, instance: Any, error: Any, step: str) -> str:
    """Return the step, or what follows by itself while there is a try left."""
    final = isinstance(error, (AirflowFailException, AirflowSensorTimeout))
    if final or instance.try_number > instance.max_tries:
        return step
    return (
        f"Nothing yet: try {instance.try_number + 1} of {instance.max_tries + 1} follows in "
        f"{_words(task.retry_delay.total_seconds())}. If it fails too: {step}"
    )


def _words(seconds: float) -> str:
    return f"{seconds / 60:g} minutes" if seconds >= 120 else f"{seconds:g} s"
