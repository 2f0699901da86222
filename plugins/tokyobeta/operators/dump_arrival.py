"""The sensor that waits for the dump of the day."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseSensorOperator
from airflow.sdk.exceptions import AirflowSensorTimeout

from include.settings import get_settings
from include.staging.preflight.dump_keys import dump_keys, similar_key_hint, sort_keys
from tokyobeta.hooks.aws import s3_client
from tokyobeta.triggers.dump_arrival import DumpArrivalTrigger

if TYPE_CHECKING:
    from airflow.sdk import Context


class DumpArrivalSensor(BaseSensorOperator):
    """Wait for the dump of the day under one of its exact names, without occupying a worker.

    The provider's ``S3KeySensor`` waits for all of several keys or for a pattern, and any key that begins
    like the dump's would end the wait. Such a key gets a hint in the log instead.

    :param key: key of the dump without the ending of its compression (templated).
    :param deferrable: hand the wait to the triggerer.
    """

    template_fields: Sequence[str] = ("key",)
    ui_color = "#eaeded"

    def __init__(self, *, key: str, deferrable: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.key = key
        self.deferrable = deferrable

    def execute(self, context: Context) -> None:
        """Look once, then wait; the log names the key that arrived.

        :raises AirflowSensorTimeout: if there is no dump when the time is up; such a task is not tried again.
        """
        if not self.deferrable:
            super().execute(context)
            return
        if self.poke(context):
            return
        settings = get_settings()
        self.defer(
            trigger=DumpArrivalTrigger(
                aws_conn_id=settings.aws_conn_id,
                bucket=settings.bucket,
                key=self.key,
                poll_seconds=float(self.poke_interval),
                deadline=time.time() + float(self.timeout),
            ),
            method_name="resume",
            # The trigger itself reports that the time is up; this notices a triggerer that is gone.
            timeout=timedelta(seconds=float(self.timeout) + 10 * float(self.poke_interval)),
        )

    def poke(self, context: Context) -> bool:
        """Return whether the dump is there."""
        settings = get_settings()
        answer = s3_client(settings.aws_conn_id).list_objects_v2(Bucket=settings.bucket, Prefix=self.key)
        found, similar = sort_keys(self.key, [item["Key"] for item in answer.get("Contents", [])])
        if found:
            self.log.info("Arrived: s3://%s/%s", settings.bucket, found[0])
        elif similar:
            self.log.warning("%s", similar_key_hint(self.key, similar))
        else:
            self.log.info("Waiting for s3://%s/%s, plain, .gz or .zst", settings.bucket, self.key)
        return bool(found)

    def resume(self, context: Context, event: dict[str, Any]) -> None:
        """Go on when the trigger has reported.

        :param event: the keys that the trigger saw last: ``found`` and ``similar``.
        :raises AirflowSensorTimeout: if there is no dump.
        """
        bucket = get_settings().bucket
        if event["found"]:
            self.log.info("Arrived: s3://%s/%s", bucket, event["found"][0])
            return
        similar = f" There is only {', '.join(event['similar'])}." if event["similar"] else ""
        message = (
            f"No dump arrived within {float(self.timeout) / 3600:g} h: s3://{bucket} has none of "
            f"{', '.join(dump_keys(self.key))}.{similar}\n"
            "Next: Ask the owner of the 05:30 dump job; clear wait_for_dump with downstream when it is there."
        )
        raise AirflowSensorTimeout(message)
