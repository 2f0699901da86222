"""One line of a chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Values by day.

    :param name: unique among the series of a page; names its CSV.
    :param title: what a person reads above the chart.
    :param unit: of the values.
    :param points: day and value, oldest first; None is a gap.
    :param limit: a threshold or target to draw, in the same unit.
    :param limit_label: what the limit is.
    :param zero_based: whether the axis begins at 0; a count that hardly changes would be a flat line.
    """

    name: str
    title: str
    unit: str
    points: tuple[tuple[date, float | None], ...]
    limit: float | None = None
    limit_label: str = ""
    zero_based: bool = True

    @property
    def latest(self) -> float | None:
        """The newest value."""
        return next((value for _, value in reversed(self.points) if value is not None), None)


def month_start(month: str) -> date:
    """Return the first day of a month written as ``YYYY-MM``."""
    return date.fromisoformat(f"{month}-01")
