"""What the API says about one SPICE ingestion."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

RUNNING_STATUSES = frozenset({"INITIALIZED", "QUEUED", "RUNNING"})


@dataclass(frozen=True, slots=True)
class IngestionState:
    """One look at an ingestion.

    :param data_set_id: the data set being refreshed.
    :param ingestion_id: the ingestion's identifier within the data set.
    :param status: INITIALIZED, QUEUED, RUNNING, COMPLETED, FAILED or CANCELLED.
    :param rows_ingested: rows now in SPICE from this ingestion; None while unknown.
    :param rows_dropped: rows that SPICE could not take; None while unknown.
    :param created_at: Unix time in seconds at which it was asked for; None while unknown.
    :param error_type: the API's error type of a failed ingestion.
    :param error_message: the API's error text of a failed ingestion.
    """

    data_set_id: str
    ingestion_id: str
    status: str
    rows_ingested: int | None = None
    rows_dropped: int | None = None
    created_at: float | None = None
    error_type: str | None = None
    error_message: str | None = None

    @classmethod
    def from_api(cls, data_set_id: str, ingestion: Mapping[str, Any]) -> IngestionState:
        """Return the state given by the ``Ingestion`` member of an API answer."""
        rows, error = ingestion.get("RowInfo") or {}, ingestion.get("ErrorInfo") or {}
        return cls(
            data_set_id=data_set_id,
            ingestion_id=ingestion["IngestionId"],
            status=ingestion["IngestionStatus"],
            rows_ingested=rows.get("RowsIngested"),
            rows_dropped=rows.get("RowsDropped"),
            created_at=created.timestamp() if (created := ingestion.get("CreatedTime")) else None,
            error_type=error.get("Type"),
            error_message=error.get("Message"),
        )

    @property
    def is_running(self) -> bool:
        """Whether the ingestion has not ended yet."""
        return self.status in RUNNING_STATUSES

    def as_dict(self) -> dict[str, Any]:
        """Return the state as plain values, fit for a trigger's event."""
        return asdict(self)
