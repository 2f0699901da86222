"""The date rule for Airflow: from a run's context to its dump date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from airflow.sdk import CronTriggerTimetable

from include.clock import dump_date

if TYPE_CHECKING:
    from collections.abc import Mapping


def run_dump_date(context: Mapping[str, Any]) -> date:
    """Return the dump date of the run that ``context`` belongs to.

    :param context: the context of a task or callback: ``params``, ``dag_run`` and ``logical_date``, of which
        callbacks may lack some.
    :raises include.exceptions.ConfigurationError: if the parameter is no day, or no date is known at all.
    """
    run = context.get("dag_run")
    logical_date = context.get("logical_date") or getattr(run, "logical_date", None)
    params = context.get("params") or getattr(run, "conf", None) or {}
    return dump_date(params.get("dump_date"), logical_date, getattr(run, "run_after", None))


def day(dag_run: Any, params: Mapping[str, Any]) -> date:
    """Return the dump date of the run that a template is rendered for.

    :param dag_run: the template's ``dag_run``.
    :param params: the template's ``params``.
    """
    return run_dump_date({"dag_run": dag_run, "params": params})


def tokyo_schedule(cron: str) -> CronTriggerTimetable | None:
    """Return a schedule in Tokyo's time, or None, which leaves a DAG to be triggered only.

    :param cron: cron expression; empty for no schedule.
    """
    return CronTriggerTimetable(cron, timezone="Asia/Tokyo") if cron else None
