"""A trigger that waits for the dump of a day."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

from airflow.triggers.base import BaseTrigger, TriggerEvent
from botocore.exceptions import BotoCoreError, ClientError

from include.staging.preflight.dump_keys import similar_key_hint, sort_keys
from tokyobeta.hooks.aws import s3_client_async


class DumpArrivalTrigger(BaseTrigger):
    """Waits until the dump of a day is in S3 or the time is up, and reports the last listing.

    :param aws_conn_id: Airflow connection for AWS.
    :param bucket: S3 bucket.
    :param key: key of the dump without the ending of its compression.
    :param poll_seconds: seconds between two looks.
    :param deadline: Unix time in seconds after which no further look is taken.
    """

    def __init__(
        self, *, aws_conn_id: str, bucket: str, key: str, poll_seconds: float, deadline: float
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Airflow's base class has no hints
        self.aws_conn_id = aws_conn_id
        self.bucket = bucket
        self.key = key
        self.poll_seconds = poll_seconds
        self.deadline = deadline

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return the class path and the arguments from which the triggerer builds this trigger."""
        return (
            f"{type(self).__module__}.{type(self).__qualname__}",
            {
                "aws_conn_id": self.aws_conn_id,
                "bucket": self.bucket,
                "key": self.key,
                "poll_seconds": self.poll_seconds,
                "deadline": self.deadline,
            },
        )

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Yield one event: ``{"found": [keys], "similar": [keys]}``; nothing is found when the time is up."""
        hinted: list[str] = []
        async with await s3_client_async(self.aws_conn_id) as client:
            while True:
                found, similar = await self._look(client)
                if similar and similar != hinted:
                    self.log.warning("%s", similar_key_hint(self.key, similar))
                    hinted = similar
                if found or time.time() + self.poll_seconds > self.deadline:
                    break
                await asyncio.sleep(self.poll_seconds)
        event = {"found": found, "similar": similar}
        yield TriggerEvent(event)  # type: ignore[no-untyped-call]  # Airflow's class has no hints

    async def _look(self, client: Any) -> tuple[list[str], list[str]]:
        """Return the dump's keys and similar ones; S3 may be away for a while."""
        try:
            answer = await client.list_objects_v2(Bucket=self.bucket, Prefix=self.key)
        except (ClientError, BotoCoreError) as error:
            self.log.warning("S3 did not answer: %s: %s", type(error).__name__, error)
            return [], []
        return sort_keys(self.key, [item["Key"] for item in answer.get("Contents", [])])
