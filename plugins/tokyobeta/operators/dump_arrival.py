"""The sensor that waits for the dump of the day."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseSensorOperator
from airflow.sdk.exceptions import AirflowFailException, AirflowSensorTimeout

from include.clock import check_possible, tokyo_today
from include.exceptions import ConfigurationError
from include.settings import get_settings
from include.staging.preflight.dump_keys import dump_keys, similar_key_hint, sort_keys
from include.text_table import log_table
from tokyobeta.dates import run_dump_date
from tokyobeta.hooks.aws import s3_client
from tokyobeta.params import require_possible
from tokyobeta.triggers.dump_arrival import DumpArrivalTrigger

if TYPE_CHECKING:
    from airflow.sdk import Context


class DumpArrivalSensor(BaseSensorOperator):
    """Wait for the dump of the day under one of its exact names, without occupying a worker.

    The provider's ``S3KeySensor`` waits for all of several keys or for a pattern, and any key that begins
    like the dump's would end the wait. Such a key gets a hint in the log instead.

    A run that cannot be meant is refused before it waits: a day of which there can be no dump, or parameters
    that contradict each other.

    :param deferrable: hand the wait to the triggerer.
    """

    ui_color = "#eaeded"

    def __init__(self, *, deferrable: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.deferrable = deferrable

    def execute(self, context: Context) -> None:
        """Look once, then wait; the log names the key that arrived.

        :raises AirflowFailException: if the run's parameters cannot be meant.
        :raises AirflowSensorTimeout: if there is no dump when the time is up. Neither is tried again.
        """
        try:
            check_possible(run_dump_date(context), get_settings().first_dump_day, tokyo_today())
            require_possible(context["params"])
        except ConfigurationError as error:
            raise AirflowFailException(str(error)) from error
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
                key=_key(context),
                poll_seconds=float(self.poke_interval),
                deadline=time.time() + float(self.timeout),
            ),
            method_name="resume",
            # The trigger itself reports that the time is up; this notices a triggerer that is gone.
            timeout=timedelta(seconds=float(self.timeout) + 10 * float(self.poke_interval)),
        )

    def poke(self, context: Context) -> bool:
        """Return whether the dump is there."""
        settings, key = get_settings(), _key(context)
        answer = s3_client(settings.aws_conn_id).list_objects_v2(Bucket=settings.bucket, Prefix=key)
        found, similar = sort_keys(key, [item["Key"] for item in answer.get("Contents", [])])
        if found:
            self._show(found[0])
        elif similar:
            self.log.warning("%s", similar_key_hint(key, similar))
        else:
            self.log.info("Waiting for s3://%s/%s, plain, .gz or .zst", settings.bucket, key)
        return bool(found)

    def resume(self, context: Context, event: dict[str, Any]) -> None:
        """Go on when the trigger has reported.

        :param event: the keys that the trigger saw last: ``found`` and ``similar``.
        :raises AirflowSensorTimeout: if there is no dump.
        """
        bucket = get_settings().bucket
        if event["found"]:
            self._show(event["found"][0])
            return
        similar = f" There is only {', '.join(event['similar'])}." if event["similar"] else ""
        message = (
            f"No dump arrived within {float(self.timeout) / 3600:g} h: s3://{bucket} has none of "
            f"{', '.join(dump_keys(_key(context)))}.{similar}\n"
            "Next: Ask the owner of the 05:30 dump job; clear wait_for_dump with downstream when it is there."
        )
        raise AirflowSensorTimeout(message)

    def _show(self, key: str) -> None:
        log_table(self.log.info, ("dump", "state"), [(f"s3://{get_settings().bucket}/{key}", "arrived")])


def _key(context: Context) -> str:
    """Return the key of the run's dump without the ending of its compression."""
    settings = get_settings()
    return settings.dump_prefix + settings.dump_name.format(day=run_dump_date(context))
