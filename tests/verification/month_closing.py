"""How a month of occupied rooms closes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MonthClosing:
    """A row of ``gold.occupancy_monthly``, as the warehouse has it.

    :param month: month, YYYY-MM.
    :param opening_date: day at whose end the opening was counted; None if it is 00:00 of the first day.
    :param opening: occupied rooms then.
    :param moveins: rooms entered.
    :param moveouts: rooms left.
    :param appeared: rooms that appeared overnight without an arrival.
    :param vanished: rooms that vanished overnight without a departure.
    :param closing: occupied rooms at the end of the closing date.
    :param closing_date: last day of the month with a snapshot.
    """

    month: str
    opening_date: date | None
    opening: int
    moveins: int
    moveouts: int
    appeared: int
    vanished: int
    closing: int
    closing_date: date

    @property
    def difference(self) -> int:
        """Rooms by which the month does not close."""
        return (self.opening + self.moveins - self.moveouts + self.appeared - self.vanished) - self.closing

    def __str__(self) -> str:
        """Return the identity in one line."""
        opened = self.opening_date or "the first snapshot"
        return (
            f"{self.month} closes: {self.opening} ({opened}) + {self.moveins} in - {self.moveouts} out "
            f"+ {self.appeared} appeared - {self.vanished} vanished = {self.closing} ({self.closing_date})"
            + (f", which is off by {self.difference}" if self.difference else "")
        )
