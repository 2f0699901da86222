"""Why a run failed, in the words of the task's own log."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dev.local.airflow_api import AirflowApi
from dev.local.task_run import TaskRun

# The last "SomethingError: what\nNext: what to do" of a log; our errors are written that way.
ERROR = re.compile(r"(?P<kind>[A-Z]\w*(?:Error|Exception|Failure|Timeout))\b[:\s]+(?P<text>[^\n]+)")
NEXT = re.compile(r"Next: (?P<action>[^\n]+)")
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d)\S* ")
TAIL_LINES = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What went wrong in a run.

    :param task: the first task that failed.
    :param error: its error.
    :param action: what to do next, if the error says so.
    :param tail: the last lines of its log.
    """

    task: str
    error: str
    action: str
    tail: list[str]


def read_failure(api: AirflowApi, dag_id: str, run_id: str, tasks: list[TaskRun]) -> Failure | None:
    """Return why a run failed, or None if no task did.

    :param api: Airflow.
    :param dag_id: the DAG.
    :param run_id: its run.
    :param tasks: all tasks of the run.
    """
    failed = [task for task in tasks if task.state == "failed"]
    if not failed:
        return None
    first = min(failed, key=lambda task: (task.ended is None, task.ended))
    log = api.task_log(dag_id, run_id, first)
    # The log's own end says the same once more.
    told = log.partition("What happened: ")[0]
    errors = list(ERROR.finditer(told))
    actions = list(NEXT.finditer(log))
    return Failure(
        task=first.task_id,
        error=f"{errors[-1]['kind']}: {errors[-1]['text']}" if errors else "its log names no error",
        action=actions[-1]["action"]
        if actions
        else "Read the log below, mend the cause, then clear the task.",
        tail=_tail(told, errors[-1].start() if errors else len(told)),
    )


def _tail(log: str, end: int) -> list[str]:
    """Return the lines that lead to the error, without Airflow's group marks and without the date."""
    lines = [line for line in log[:end].splitlines() if line.strip() and "::group::" not in line]
    return [MOMENT.sub(r"\1 ", line) for line in lines if "::endgroup::" not in line][-TAIL_LINES:]
