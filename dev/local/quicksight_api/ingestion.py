"""One SPICE ingestion and its life cycle."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

ENDED = frozenset({"COMPLETED", "FAILED", "CANCELLED"})


@dataclass(slots=True)
class Ingestion:
    """An ingestion as ``DescribeIngestion`` tells it.

    :param arn: Amazon resource name.
    :param ingestion_id: identifier chosen by the caller.
    :param request_type: FULL_REFRESH or INCREMENTAL_REFRESH.
    :param waiting_on: the ingestion of the same data set that has to end first, or None.
    """

    arn: str
    ingestion_id: str
    request_type: str
    waiting_on: str | None = None
    status: str = "INITIALIZED"
    created: float = field(default_factory=time.time)
    begun: float | None = None
    ended: float | None = None
    rows: int | None = None
    size: int | None = None
    error_type: str | None = None
    error_message: str | None = None

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self.status not in ENDED

    def begin(self) -> None:
        """Go from INITIALIZED or QUEUED to RUNNING."""
        self.status, self.begun, self.waiting_on = "RUNNING", time.time(), None

    def complete(self, rows: int, size: int) -> None:
        """End well, unless it was cancelled meanwhile."""
        if self.running:
            self.status, self.ended, self.rows, self.size = "COMPLETED", time.time(), rows, size

    def fail(self, error_type: str, message: str) -> None:
        """End with an error, unless it was cancelled meanwhile."""
        if self.running:
            self.status, self.ended = "FAILED", time.time()
            self.error_type, self.error_message = error_type, message

    def cancel(self) -> None:
        """End at a person's wish; one that has ended stays as it is."""
        if self.running:
            self.status, self.ended = "CANCELLED", time.time()
            self.error_type = "INGESTION_CANCELED"
            self.error_message = "The ingestion was cancelled."

    def to_api(self) -> dict[str, Any]:
        """Return the ``Ingestion`` structure of the API reference."""
        answer: dict[str, Any] = {
            "Arn": self.arn,
            "IngestionId": self.ingestion_id,
            "IngestionStatus": self.status,
            "CreatedTime": self.created,
            "RequestSource": "MANUAL",
            "RequestType": self.request_type,
        }
        if self.begun is not None:
            answer["IngestionTimeInSeconds"] = int((self.ended or time.time()) - self.begun)
        if self.rows is not None:
            answer["RowInfo"] = {
                "RowsIngested": self.rows,
                "RowsDropped": 0,
                "TotalRowsInDataset": self.rows,
            }
            answer["IngestionSizeInBytes"] = self.size
        if self.error_type is not None:
            answer["ErrorInfo"] = {"Type": self.error_type, "Message": self.error_message}
        if self.waiting_on is not None:
            answer["QueueInfo"] = {
                "WaitingOnIngestion": self.waiting_on,
                "QueuedIngestion": self.ingestion_id,
            }
        return answer
