"""When tenants appear: the growth of the tenants table from 2018 to the world's horizon."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from dev.sample.calendar import BASE, FIRST, HORIZON, ordinal
from dev.sample.randomness import unit
from dev.sample.scale import Scale

#: Rows of tenants up to and including a day. 28,000 in May 2025 and 50,425 in the dump of 10 Feb 2026 are
#: known; the points between follow the move-ins of those months.
_GROWTH = (
    ("2017-12-31", 0),
    ("2019-12-31", 4_000),
    ("2021-12-31", 10_200),
    ("2023-12-31", 19_000),
    ("2025-05-10", 28_000),
    ("2025-08-31", 39_400),
    ("2025-10-31", 44_900),
    ("2025-12-31", 48_480),
    ("2026-02-09", 50_425),
)
TENANTS = _GROWTH[-1][1]
#: After the base day: about 1,400 move-ins a month and the usual cancellations.
_PER_DAY_AFTER = 52.0
#: Share of a month against the mean; spring and autumn are the seasons of moving in Japan.
_SEASON = (0.95, 1.1, 1.35, 1.2, 0.9, 0.85, 0.95, 0.95, 1.1, 1.05, 0.85, 0.75)
_WEEKDAY = (1.0, 0.95, 0.9, 1.0, 1.1, 1.25, 0.8)


def arrivals_per_day(seed: int, scale: Scale) -> list[int]:
    """Return how many tenants appear on each day from 2018-01-01 up to the horizon.

    :param seed: the world's seed; it makes some days busier than others.
    :param scale: the share of production.
    """
    points = [(ordinal(day), count) for day, count in _GROWTH]
    points.append((HORIZON, TENANTS + round(_PER_DAY_AFTER * (HORIZON - BASE + 1))))
    result: list[int] = []
    done = 0
    for (start, count_before), (end, count_after) in pairwise(points):
        days = range(start + 1, end + 1)
        weights = [_weight(seed, day) for day in days]
        total, running = sum(weights), 0.0
        for weight in weights:
            running += weight
            cumulated = round(
                (count_before + (count_after - count_before) * running / total) * scale.core,
            )
            result.append(cumulated - done)
            done = cumulated
    assert len(result) == HORIZON - FIRST + 1
    return result


def _weight(seed: int, day: int) -> float:
    moment = date.fromordinal(day)
    return _SEASON[moment.month - 1] * _WEEKDAY[moment.weekday()] * (0.7 + 0.6 * unit(seed, "arrivals", day))
