"""A trigger that waits for a SPICE ingestion."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

from airflow.triggers.base import BaseTrigger, TriggerEvent
from botocore.exceptions import BotoCoreError, ClientError

from include.quicksight.ingestion_state import IngestionState
from tokyobeta.hooks.aws import quicksight_client_async


class QuickSightIngestionTrigger(BaseTrigger):
    """Waits until a SPICE ingestion has ended or the time is up, and reports the last state seen.

    :param aws_conn_id: Airflow connection for AWS.
    :param account: the AWS account that owns the data set, 12 digits.
    :param data_set_id: the data set.
    :param ingestion_id: the ingestion.
    :param poll_seconds: seconds between two looks.
    :param deadline: Unix time in seconds after which no further look is taken.
    """

    def __init__(
        self,
        *,
        aws_conn_id: str,
        account: str,
        data_set_id: str,
        ingestion_id: str,
        poll_seconds: float,
        deadline: float,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Airflow's base class has no hints
        self.aws_conn_id = aws_conn_id
        self.account = account
        self.data_set_id = data_set_id
        self.ingestion_id = ingestion_id
        self.poll_seconds = poll_seconds
        self.deadline = deadline

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return the class path and the arguments from which the triggerer builds this trigger."""
        return (
            f"{type(self).__module__}.{type(self).__qualname__}",
            {
                "aws_conn_id": self.aws_conn_id,
                "account": self.account,
                "data_set_id": self.data_set_id,
                "ingestion_id": self.ingestion_id,
                "poll_seconds": self.poll_seconds,
                "deadline": self.deadline,
            },
        )

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Yield one event, with what :meth:`wait` returned."""
        yield TriggerEvent(await self.wait())  # type: ignore[no-untyped-call]  # Airflow's class has no hints

    async def wait(self) -> dict[str, Any]:
        """Poll QuickSight until the ingestion has ended or the time is up; the only loop that does.

        :returns: ``{"state": ...}``, or ``{"error": ...}`` if the API refused until the end.
        """
        async with await quicksight_client_async(self.aws_conn_id) as client:
            while True:
                event = await self._look(client)
                ended = "state" in event and not IngestionState(**event["state"]).is_running
                if ended or time.time() + self.poll_seconds > self.deadline:
                    return event
                await asyncio.sleep(self.poll_seconds)

    async def _look(self, client: Any) -> dict[str, Any]:
        """Return the present state; a refusal is kept and looked at again, for it may be throttling."""
        try:
            answer = await client.describe_ingestion(
                AwsAccountId=self.account, DataSetId=self.data_set_id, IngestionId=self.ingestion_id
            )
        except (ClientError, BotoCoreError) as error:
            self.log.warning("No answer about ingestion %s: %s", self.ingestion_id, error)
            return {"error": f"{type(error).__name__}: {error}"}
        return {"state": IngestionState.from_api(self.data_set_id, answer["Ingestion"]).as_dict()}
