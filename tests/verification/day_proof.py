"""What the comparison of one day of one scenario found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.verification.comparison import Comparison
from tests.verification.month_closing import MonthClosing


@dataclass(frozen=True, slots=True)
class DayProof:
    """What the comparison of one day of one scenario found.

    :param seed: seed of the sample world.
    :param day: dump date.
    :param tables: one comparison per table.
    :param closing: how the last month before closes in the warehouse; None without a snapshot of it.
    :param after: what was done before.
    """

    seed: int
    day: date
    tables: tuple[Comparison, ...]
    closing: MonthClosing | None
    after: str

    @property
    def rows(self) -> int:
        """Rows compared."""
        return sum(table.rows for table in self.tables)

    @property
    def differences(self) -> int:
        """Differences of all tables, and one for a month that does not close."""
        open_months = 1 if self.closing and self.closing.difference else 0
        return sum(table.differences for table in self.tables) + open_months
