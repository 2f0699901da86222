"""How old one source is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshnessReading:
    """How old one source is.

    :param source: what was measured, such as ``movings`` or ``published dump``.
    :param newest: the newest moment in UTC, or JST midnight of the newest day.
    :param age_days: days from then to the measurement; whole days where the source has days.
    :param limit_days: more is stale.
    :param measured_on: JST day of the measurement.
    :param measured_at: UTC moment of the measurement.
    """

    source: str
    newest: datetime
    age_days: float
    limit_days: float
    measured_on: date
    measured_at: datetime

    @property
    def is_fresh(self) -> bool:
        """Whether the age is within its limit."""
        return self.age_days <= self.limit_days

    def to_row(self) -> dict[str, Any]:
        """Return the reading as the ledger keeps it."""
        return {
            "measured_on": self.measured_on,
            "source": self.source,
            "newest": self.newest,
            "age_days": round(self.age_days, 3),
            "limit_days": self.limit_days,
            "status": "fresh" if self.is_fresh else "stale",
            "measured_at": self.measured_at,
        }
