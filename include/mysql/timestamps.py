"""Moments as the ledger keeps them: UTC, without a zone, milliseconds."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the current moment, timezone-aware, in UTC."""
    return datetime.now(UTC)


def to_ledger(moment: datetime | None) -> datetime | None:
    """Return a moment for a DATETIME column; one without a zone is taken as UTC already."""
    if moment is None or moment.tzinfo is None:
        return moment
    return moment.astimezone(UTC).replace(tzinfo=None)


def from_ledger(moment: datetime | None) -> datetime | None:
    """Return a DATETIME of the ledger as a timezone-aware UTC moment."""
    return moment.replace(tzinfo=UTC) if moment else None
