"""The message of a check whose failed rules are laid before a person."""

from __future__ import annotations

import logging
from typing import Any

from include.exceptions import FailedRulesError
from tokyobeta.notifications.pipeline_alert import PipelineAlert
from tokyobeta.notifications.sent_alerts import note_alert_sent

logger = logging.getLogger(__name__)


class FailedRulesAlert(PipelineAlert):
    """Tell people that a check failed, unless rules failed and a person is asked to decide about them.

    That question is a message of its own, and so is that it could not be asked: one failure is one message.

    :param asked_by: id of the task that has the question asked. If it was run before and not cleared with the
        check, it does not run again, and this message is sent.
    :param alert: what ``PipelineAlert`` takes.
    """

    def __init__(self, *, asked_by: str, **alert: Any) -> None:
        super().__init__(**alert)
        self.asked_by = asked_by

    def notify(self, context: Any) -> None:
        """Send the message, or leave it to the decision's."""
        if isinstance(context.get("exception"), FailedRulesError) and self._is_to_be_asked(context):
            logger.info("No message for the check: %s has a person asked, by a message.", self.asked_by)
            note_alert_sent(context)
            return
        super().notify(context)

    def _is_to_be_asked(self, context: Any) -> bool:
        instance = context["ti"]
        states = instance.get_task_states(
            dag_id=instance.dag_id, task_ids=[self.asked_by], run_ids=[instance.run_id]
        )
        return states.get(instance.run_id, {}).get(self.asked_by) is None
