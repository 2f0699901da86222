"""Days of the sample world as ordinals, and how MySQL prints them.

Everything in the world happens on a Tokyo calendar day. A day is an ``int`` (``date.toordinal``), because
whole worlds are made of comparisons of days. A dump is taken at 05:30 JST, so the dump of a day knows what
happened up to the day before.
"""

from __future__ import annotations

from datetime import date

from include.exceptions import ConfigurationError

#: Day 0 of every sample world.
BASE_DAY = date(2026, 2, 10)
BASE = BASE_DAY.toordinal()
#: How far ``--day`` may go: the world's future is laid out up to here, once and for all.
LAST_DAY_NUMBER = 400
HORIZON = BASE + LAST_DAY_NUMBER
FIRST = date(2018, 1, 1).toordinal()
#: On this day the source merged most contract types of tenants into 1 (types of movings stayed).
MERGE = date(2025, 9, 29).toordinal()
ZERO_DATE = "0000-00-00"
ZERO_DATETIME = "0000-00-00 00:00:00"

_TABLE_START = date(2000, 1, 1).toordinal()
_TABLE = [date.fromordinal(day).isoformat() for day in range(_TABLE_START, date(2045, 1, 1).toordinal())]


def iso(day: int) -> str:
    """Return the day as ``YYYY-MM-DD``."""
    index = day - _TABLE_START
    if 0 <= index < len(_TABLE):
        return _TABLE[index]
    return date.fromordinal(day).isoformat()


def ordinal(text: str) -> int:
    """Return the day written as ``YYYY-MM-DD``."""
    return date.fromisoformat(text).toordinal()


def dump_ordinal(day_number: int) -> int:
    """Return the dump day of day number N (0 is the base day).

    :raises ConfigurationError: if the world has not been laid out that far.
    """
    if not 0 <= day_number <= LAST_DAY_NUMBER:
        raise ConfigurationError(
            f"The sample world has no day {day_number}.",
            f"Give a day number from 0 ({BASE_DAY}) to {LAST_DAY_NUMBER}.",
        )
    return BASE + day_number


def local_datetime(day: int, second: int) -> str:
    """Return a DATETIME in Tokyo time, as the source's business columns hold it."""
    return f"{iso(day)} {second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


def utc_timestamp(day: int, second: int) -> str:
    """Return a TIMESTAMP as a dump prints it: the Tokyo moment, in UTC."""
    moment = day * 86400 + second - 9 * 3600
    return local_datetime(moment // 86400, moment % 86400)


def office_second(bits: int) -> int:
    """Return a second of the day at which people work: mostly 09-20 h, now and then after midnight."""
    if bits % 13 == 0:
        return (bits >> 4) % (3600 * 5)
    return 9 * 3600 + (bits >> 4) % (11 * 3600)
