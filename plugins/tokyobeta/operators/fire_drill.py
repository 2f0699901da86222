"""The operator that proves that messages arrive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator

from include.alerts.fire_drill import (
    drill_facts,
    drill_headline,
    drill_report,
    require_subscribers,
    subscribers,
)
from include.exceptions import ConfigurationError
from include.settings import get_settings
from tokyobeta.hooks.aws import sns_client
from tokyobeta.notifications.pipeline_alert import PipelineAlert

if TYPE_CHECKING:
    from airflow.sdk import Context


class FireDrillOperator(BaseOperator):
    """Send the first message of a fire drill; the callbacks of its task and its run send the others.

    :param note: what stands in the message (templated).
    """

    template_fields: Sequence[str] = ("note",)
    ui_color = "#fcf3cf"

    def __init__(self, *, note: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.note = note

    def execute(self, context: Context) -> str:
        """Send it and return its identifier.

        :raises ConfigurationError: if this environment has no topic, or nobody on it gets messages.
        :raises botocore.exceptions.ClientError: if SNS refuses the message or the list of subscriptions.
        """
        topic = get_settings().alert_topic_arn
        alert = PipelineAlert(
            template="fire_drill", headline=drill_headline(1), facts=drill_facts(1, self.note)
        )
        message_id = alert.send(context)
        if topic is None or message_id is None:
            raise ConfigurationError(
                "This environment has no alert topic: nobody is told of any failure.",
                "Set TOKYOBETA_ALERT_TOPIC_ARN (Terraform's module monitoring makes the topic).",
            )
        found = subscribers(sns_client(get_settings().aws_conn_id), topic)
        for line in drill_report(topic, message_id, found).splitlines():
            self.log.info("%s", line)
        require_subscribers(found, topic)
        return message_id
