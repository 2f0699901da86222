"""The dates of a moving as the definitions read them."""

from __future__ import annotations

from datetime import date
from typing import Any

Row = dict[str, Any]


def day(value: Any) -> date | None:
    """A source date or moment as a day; zero dates and years before 1900 are no days."""
    if value is None:
        return None
    text = str(value)[:10]
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year >= 1900 else None


def move_in(row: Row) -> date | None:
    """The first day in the room: renewals move the contract's start, not the person."""
    found = [value for value in (day(row["original_movein_date"]), day(row["movein_date"])) if value]
    return min(found, default=None)


def moveout(row: Row) -> date | None:
    """The source's own combination, else the planned leaving day, else the last rent day."""
    return day(row["moveout_date_integrated"]) or day(row["moveout_plans_date"]) or day(row["moveout_date"])
