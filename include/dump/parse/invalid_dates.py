"""Days in the text of rows that the calendar does not have."""

from __future__ import annotations

import re

_LEAP_YEAR = rb"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
# A true 29 February must not count as one: the server would read the whole table to count none.
_INVALID_DATES = re.compile(
    rb"-(?:00['\- ]|3(?:1(?<=-0[2469]-31|-11-31)|0(?<=-02-30))|29(?<=-02-29)(?<!" + _LEAP_YEAR + rb"-02-29))"
)


def may_have_invalid_dates(text: bytes) -> bool:
    """Tell whether zero or impossible days may be in rows.

    Text such as a telephone number may look alike: the server, which knows the columns, does the counting.
    """
    return _INVALID_DATES.search(text) is not None
