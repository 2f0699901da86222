"""What the ledger knows about the snapshot of one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotLoad:
    """A row of ``ops.snapshot_loads``.

    :param snapshot_date: JST day.
    :param object_key: the file.
    :param status: ``loaded``, or ``rejected`` when the newest version of the file is unusable.
    :param run_id: Airflow run that wrote the row.
    :param loaded_etag: the version whose rows the table holds, or None.
    :param loaded_rows: how many.
    :param loaded_at: UTC moment.
    :param rejected_etag: the version that was rejected last, or None.
    :param rejected_reason: why, with a row number but never a row's content.
    :param rejected_at: UTC moment.
    """

    snapshot_date: date
    object_key: str
    status: str
    run_id: str
    loaded_etag: str | None = None
    loaded_rows: int | None = None
    loaded_at: datetime | None = None
    rejected_etag: str | None = None
    rejected_reason: str | None = None
    rejected_at: datetime | None = None
