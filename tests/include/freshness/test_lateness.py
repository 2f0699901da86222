"""Lateness is decided in one place: by 08:00 in Tokyo a run of the day has succeeded."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from include.clock import TOKYO
from include.freshness.lateness import run_is_late

DUE = time(8, 0)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("newest", "now", "late"),
    [
        (date(2026, 12, 2), at(2, 8, 0), False),
        (date(2026, 12, 1), at(2, 7, 59), False),
        (date(2026, 12, 1), at(2, 8, 0), True),
        (date(2026, 12, 1), at(2, 23, 30), True),
        # A day that never succeeded stays late over the night, until a run makes up for it.
        (date(2026, 12, 1), at(3, 7, 0), True),
        (date(2026, 12, 3), at(3, 7, 20), False),
        # A run of an older day, started by hand, does not make up for today's.
        (date(2026, 11, 20), at(2, 10, 0), True),
    ],
)
def test_a_run_is_late_from_eight_until_a_run_of_the_day_succeeds(newest: date, now: datetime, late: bool):
    assert run_is_late(newest, now, DUE) is late


def test_nobody_waits_for_a_run_before_the_first_success_of_an_environment():
    assert run_is_late(None, at(2, 12), DUE) is False
