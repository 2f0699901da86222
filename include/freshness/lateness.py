"""The one place that decides whether the daily run is late."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from include.clock import tokyo_today


def run_is_late(newest_success: date | None, now: datetime, due: time) -> bool:
    """Return whether a run that should have succeeded by now has not.

    Until ``due`` the run of the day before is the one to expect, so a day that never succeeded stays late
    over the following night.

    :param newest_success: newest dump date that a run has succeeded for; None before the first success of an
        environment, when nobody expects numbers yet.
    :param now: the time of the decision, timezone-aware.
    :param due: Tokyo time by which the run of a day has succeeded.
    """
    if newest_success is None:
        return False
    return newest_success < expected_day(now, due)


def expected_day(now: datetime, due: time) -> date:
    """Return the newest dump date for which a run has to be done by now.

    :param now: the time of the decision, timezone-aware.
    :param due: Tokyo time by which the run of a day has succeeded.
    """
    return tokyo_today(now - timedelta(hours=due.hour, minutes=due.minute))
