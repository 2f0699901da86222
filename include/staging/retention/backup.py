"""One replaced copy of staging."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One replaced copy of staging.

    :param schema: its schema.
    :param day: dump date of the copy.
    :param table_count: tables of the dump in it.
    :param row_count: rows according to its restore marker, or None without one.
    :param can_be_published: it has a restore marker, so a roll-back to it is possible.
    :param problem: what it lacks for a roll-back; empty if nothing, or if that was not measured.
    """

    schema: str
    day: date
    table_count: int
    row_count: int | None
    can_be_published: bool
    problem: str = ""
