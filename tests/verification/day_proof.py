"""What the comparison of one day of one scenario found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.verification.comparison import Comparison


@dataclass(frozen=True, slots=True)
class DayProof:
    """What the comparison of one day of one scenario found.

    :param seed: seed of the sample world.
    :param day: dump date.
    :param tables: one comparison per table.
    :param after: what was done before.
    """

    seed: int
    day: date
    tables: tuple[Comparison, ...]
    after: str = "the daily run"

    @property
    def rows(self) -> int:
        """Rows compared."""
        return sum(table.rows for table in self.tables)

    @property
    def differences(self) -> int:
        """Differences of all tables."""
        return sum(table.differences for table in self.tables)
