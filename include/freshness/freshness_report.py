"""How old everything is that people look at."""

from __future__ import annotations

from dataclasses import dataclass

from include.exceptions import FreshnessError
from include.freshness.freshness_reading import FreshnessReading
from include.text_table import text_table


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshnessReport:
    """How old everything is that people look at.

    :param readings: one for each source that could be measured.
    :param unmeasured: source to the reason why it could not be measured, which counts as stale.
    :param late: in words, if the run of the day was not done at its deadline.
    """

    readings: tuple[FreshnessReading, ...]
    unmeasured: dict[str, str]
    late: str | None = None

    @property
    def stale(self) -> list[FreshnessReading]:
        """The readings beyond their limit."""
        return [reading for reading in self.readings if not reading.is_fresh]

    def table(self) -> str:
        """Return the readings as an aligned table for the task log."""
        rows = [
            (
                "fresh" if r.is_fresh else "stale",
                r.source,
                f"{r.newest:%Y-%m-%d %H:%M} UTC",
                f"{r.age_days:.1f}",
                f"{r.limit_days:g}",
            )
            for r in self.readings
        ]
        unknown = [("unknown", source, why, "-", "-") for source, why in self.unmeasured.items()]
        return text_table(("status", "source", "newest", "days old", "limit"), [*unknown, *rows])

    def require(self) -> None:
        """Raise unless everything was measured and is fresh, and the run of the day is done.

        :raises FreshnessError: naming a late run, and each source that is stale or could not be measured.
        """
        problems = [self.late] if self.late else []
        problems += [f"{source} could not be measured ({why})" for source, why in self.unmeasured.items()]
        problems += [f"{r.source} is {r.age_days:.1f} days old (limit {r.limit_days:g})" for r in self.stale]
        if problems:
            raise FreshnessError(
                "The data is not fresh: " + "; ".join(problems) + ".",
                "Look at the latest run of tokyobeta_daily: was there a dump, and which task failed?",
            )
