"""The operator that proves that messages arrive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator

from include.alerts.fire_drill import drill_facts, drill_headline, drill_report
from include.exceptions import ConfigurationError
from include.settings import get_settings
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

        :raises ConfigurationError: if this environment has no topic: then nobody is ever told.
        :raises botocore.exceptions.ClientError: if SNS refuses the message.
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
        for line in drill_report(topic, message_id).splitlines():
            self.log.info("%s", line)
        return message_id
