"""The one date rule: which business day a run is about, in Japan Standard Time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from include.exceptions import ConfigurationError

TOKYO = ZoneInfo("Asia/Tokyo")


def dump_date(
    param: str | None, logical_date: datetime | None = None, run_after: datetime | None = None
) -> date:
    """Return the business day of a run.

    :param param: the run's ``dump_date`` parameter, ``YYYY-MM-DD`` or ``YYYYMMDD``; empty means "not given".
    :param logical_date: the run's logical date, timezone-aware; None for a trigger without one.
    :param run_after: the earliest moment the run may start, timezone-aware; used without a logical date.
    :returns: the parameter when given, else the Tokyo calendar day of the logical date or ``run_after``.
    :raises ConfigurationError: if the parameter is no calendar day, or nothing at all was given.
    """
    if param:
        return parse_day(param)
    moment = logical_date or run_after
    if moment is None:
        raise ConfigurationError(
            "The run has neither a dump_date parameter nor a logical date nor a run_after moment.",
            "Trigger it again with dump_date set to the day of the dump, such as 2026-02-10.",
        )
    return moment.astimezone(TOKYO).date()


def check_possible(day: date, first: date, today: date) -> None:
    """Refuse a day of which there can be no dump: a typing slip must not be waited for.

    :param day: the day that was asked for.
    :param first: the first day with a dump.
    :param today: the current calendar day in Tokyo.
    :raises ConfigurationError: if the day is before the first one or after today.
    """
    if not first <= day <= today:
        raise ConfigurationError(
            f"There can be no dump of {day}: dumps exist from {first} to {today}, today in Tokyo.",
            f"Trigger the run again with the day meant, from {first} to {today}.",
        )


def parse_day(text: str) -> date:
    """Return the day written as ``YYYY-MM-DD`` or ``YYYYMMDD``.

    :raises ConfigurationError: if the text is no calendar day in one of these forms.
    """
    for form in ("%Y-%m-%d", "%Y%m%d"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 (a calendar day has no zone)
        except ValueError:
            continue
    raise ConfigurationError(
        f"{text!r} is not a calendar day.", "Write the day of the dump as YYYY-MM-DD, such as 2026-02-10."
    )


def tokyo_today(now: datetime | None = None) -> date:
    """Return the current calendar day in Tokyo; ``now`` (timezone-aware) replaces the system clock."""
    return (now or datetime.now(UTC)).astimezone(TOKYO).date()
