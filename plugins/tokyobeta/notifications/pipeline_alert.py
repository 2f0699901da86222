"""The one notifier of the pipeline."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from airflow.configuration import conf
from airflow.sdk import BaseNotifier

from include.alerts.consequence import consequence
from include.alerts.message import Alert, describe_error
from include.exceptions import TokyoBetaError
from include.settings import get_settings
from tokyobeta.dates import run_dump_date
from tokyobeta.hooks.aws import sns_client
from tokyobeta.notifications.sent_alerts import note_alert_sent, tasks_without_alert

if TYPE_CHECKING:
    from collections.abc import Mapping

# What Airflow gives the callback of a run that ended because of a task (airflow.models.dagrun).
_A_TASK_FAILED = "task_failure"
_FAILED_TASK = "task_failed"

logger = logging.getLogger(__name__)


class PipelineAlert(BaseNotifier):
    """Tell people by SNS that a task or run failed, or what was overridden by hand.

    Unlike the provider's ``SnsNotifier`` it renders no Jinja: there, a name that the context lacks (callbacks
    of the dag processor lack many) makes the whole message vanish.

    Airflow calls back for the failed task and once more for its run. The run's message is left out when the
    failed tasks have sent theirs: it is sent for a run that timed out or could not go on, and for a task
    whose process was killed, of which Airflow calls back for the run alone. For a worker that was lost with
    its tasks the dag processor calls back for both; it cannot note that a task has sent its message, so the
    run's is the one.

    :param template: text in ``include/alerts/templates``.
    :param headline: subject, with ``{task}``, ``{dag}`` and ``{dump_date}`` filled in.
    :param facts: further values for the text.
    """

    def __init__(
        self,
        *,
        template: str,
        headline: str,
        facts: dict[str, str] | None = None,
        context: Any = None,
    ) -> None:
        super().__init__(context=context)
        self.template = template
        self.headline = headline
        self.facts = facts or {}

    def notify(self, context: Any) -> None:
        """Send the message; without a topic in the settings it goes to the log as a warning instead."""
        if context.get("reason") == _A_TASK_FAILED:
            self._alert_for_killed_tasks(context)
            return
        if self.template == _FAILED_TASK and "ti" in context and not context.get("exception"):
            logger.info("No message for the task: its worker was lost, and the run's message tells of it.")
            return
        self.send(context)
        note_alert_sent(context)

    def _alert_for_killed_tasks(self, context: Any) -> None:
        """Send one message about the failed tasks that could not send theirs, if there are any."""
        silent = tasks_without_alert(context)
        if not silent:
            logger.info("No message for the run: its failed task has sent one.")
            return
        task = ", ".join(silent)
        run = _facts(context)
        PipelineAlert(
            template=_FAILED_TASK,
            headline="{task} failed for {dump_date} ({dag})",
            facts={
                "task": task,
                "error": describe_error(None),
                "readers": consequence(run["dag"], silent[0]),
                "log_url": run["run_url"],
                "try_number": "the last",
            },
        ).send(context)

    def send(self, context: Any) -> str | None:
        """Send the message and return what SNS calls it; None without a topic."""
        settings = get_settings()
        alert = self._alert(context)
        if settings.alert_topic_arn is None:
            logger.warning(
                "No alert topic is set (TOKYOBETA_ALERT_TOPIC_ARN). %s\n%s", alert.subject(), alert.body()
            )
            return None
        message_id = alert.publish(sns_client(settings.aws_conn_id), settings.alert_topic_arn)
        logger.info("Sent alert %s: %s", message_id, alert.subject())
        return message_id

    def render_template_fields(self, context: Any, jinja_env: Any = None) -> None:
        """Render nothing: there are no templates, and some callbacks come with a DAG that cannot render."""

    def _alert(self, context: Mapping[str, Any]) -> Alert:
        facts = {**_facts(context), **self.facts}
        names = {name: facts.get(name) or "?" for name in ("task", "dag", "dump_date")}
        return Alert(headline=self.headline.format(**names), template=self.template, facts=facts)


def _facts(context: Mapping[str, Any]) -> dict[str, str]:
    """Collect what the context of this callback happens to know."""
    settings = get_settings()
    instance = context.get("task_instance") or context.get("ti")
    run = context.get("dag_run")
    run_facts = run if isinstance(run, dict) else {}
    dag = _first(getattr(instance, "dag_id", None), getattr(run, "dag_id", None), run_facts.get("dag_id"))
    task = _first(getattr(instance, "task_id", None))
    run_id = _first(context.get("run_id"), getattr(run, "run_id", None), run_facts.get("dag_run_id"))
    return {
        "environment": settings.environment,
        "code_version": settings.code_version,
        "dag": dag,
        "task": task,
        "readers": consequence(dag, task),
        "run_id": run_id,
        "run_url": _run_url(dag, run_id),
        "dump_date": _dump_date(context),
        "try_number": _first(getattr(instance, "try_number", None)),
        "log_url": _first(getattr(instance, "log_url", None)),
        "error": describe_error(context.get("exception") or context.get("reason")),
        # The text of a task that asks a person (HITLOperator).
        "question": _first(getattr(context.get("task"), "body", None)),
    }


def _run_url(dag: str, run_id: str) -> str:
    base = conf.get("api", "base_url", fallback="")
    return f"{base.rstrip('/')}/dags/{dag}/runs/{quote(run_id, safe='')}" if base and dag and run_id else ""


def _first(*values: Any) -> str:
    return next((str(value) for value in values if value), "")


def _dump_date(context: Mapping[str, Any]) -> str:
    try:
        return run_dump_date(context).isoformat()
    except TokyoBetaError as error:
        # An alert about a wrong dump_date must still go out; it says what was wrong with it.
        return error.problem
