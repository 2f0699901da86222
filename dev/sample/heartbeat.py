"""The nightly sync of the source, which rewrites some rows although nothing happened to them."""

from __future__ import annotations

from dev.sample.calendar import utc_timestamp

#: 04:40 JST: after midnight, before the dump of 05:30.
_SYNC_SECOND = 4 * 3600 + 40 * 60


def touched_by_sync(index: int, period: int, dump_day: int, since: int) -> int | None:
    """Return the last day on which the nightly sync rewrote a row, or None if it has not done so yet.

    One row in ``period`` is rewritten each night, in turn, so that a table is always fresh.

    :param index: which row.
    :param period: nights until it is the same row's turn again.
    :param dump_day: the dump's day; the sync of that day has run.
    :param since: the day on which the row was made.
    """
    day = dump_day - (dump_day - index) % period
    return day if day > since else None


def updated_at(changed: int, second: int, touched: int | None) -> str:
    """Return updated_at: the later of the last change and the last nightly sync."""
    if touched is not None and touched > changed:
        return utc_timestamp(touched, _SYNC_SECOND)
    return utc_timestamp(changed, second)
