"""How the tasks of each layer are retried, timed out and reported."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Any

from include.settings import get_settings
from tokyobeta.notifications.failure_log import end_failed_log
from tokyobeta.notifications.pipeline_alert import PipelineAlert

OWNER = "data-engineering"


class Tag(StrEnum):
    """Tags under which the web UI groups DAGs."""

    DAILY = "daily"
    CRITICAL = "critical"
    MONITORING = "monitoring"
    REPAIR = "repair"
    TOKYO_BETA = "tokyo-beta"


def common_args() -> dict[str, Any]:
    """Return what every task has: an owner, a time limit, an alert once no try is left, a log with an end."""
    return {
        "owner": OWNER,
        "depends_on_past": False,
        "execution_timeout": timedelta(minutes=15),
        "on_failure_callback": failure_callbacks(
            PipelineAlert(template="task_failed", headline="{task} failed for {dump_date} ({dag})")
        ),
        "on_retry_callback": end_failed_log,
    }


def failure_callbacks(alert: PipelineAlert) -> list[Any]:
    """Return the callbacks of a task that has no try left.

    :param alert: the message that is sent.
    """
    # The log's end comes last, and also if the message could not be sent.
    return [alert, end_failed_log]


def staging_args(timeout: timedelta = timedelta(minutes=15)) -> dict[str, Any]:
    """Return the arguments of a staging task: 2 retries, 5 minutes apart in production."""
    delay = timedelta(seconds=get_settings().staging_retry_delay_seconds)
    return {"retries": 2, "retry_delay": delay, "execution_timeout": timeout}


def transform_args(timeout: timedelta = timedelta(minutes=20)) -> dict[str, Any]:
    """Return the arguments of a silver or gold task: 3 retries, 1 minute apart in production."""
    delay = timedelta(seconds=get_settings().transform_retry_delay_seconds)
    return {"retries": 3, "retry_delay": delay, "execution_timeout": timeout}


def optional_args(timeout: timedelta = timedelta(minutes=10)) -> dict[str, Any]:
    """Return the arguments of a task whose failure is reported as a warning and holds nothing up."""
    return {
        **staging_args(timeout),
        "retries": 1,
        "on_failure_callback": failure_callbacks(
            PipelineAlert(template="task_warning", headline="warning: {task} failed for {dump_date} ({dag})")
        ),
    }


def helper_args(timeout: timedelta = timedelta(minutes=10)) -> dict[str, Any]:
    """Return the arguments of an optional task that others wait for: its retry comes soon."""
    delay = timedelta(seconds=get_settings().transform_retry_delay_seconds)
    return {**optional_args(timeout), "retry_delay": delay}
