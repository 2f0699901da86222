"""Works out the date functions that the dashboards use, at a given moment, as SPICE does: in UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

_MISSED_NIGHTS = re.compile(
    r"dateDiff\(\{as_of_date\}, truncDate\('DD', addDateTime\((-?\d+), 'MI', now\(\)\)\), 'DD'\)"
)


def missed_nights(expression: str, as_of: date, moment: datetime) -> int:
    """Return the value of the calculated field.

    :param expression: the field as it stands in a dashboard.
    :param as_of: ``as_of_date`` of the row, which SPICE keeps as midnight.
    :param moment: what ``now()`` is, with its time zone.
    """
    found = _MISSED_NIGHTS.fullmatch(expression)
    assert found, f"{expression} is not the form that is checked here"
    now = moment.astimezone(UTC).replace(tzinfo=None)  # now() has no time zone
    shifted = now + timedelta(minutes=int(found[1]))
    return (shifted.date() - as_of).days
