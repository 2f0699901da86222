"""The geometry of a line chart; a template draws it as SVG, so that no script is needed to see it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from include.health.series import Series

WIDTH: Final = 560
HEIGHT: Final = 170
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 12, 10, 24
# More circles than this make a page slow, and a mouse cannot tell them apart.
_MOST_DOTS: Final = 100
# Beyond it a day and a month could be of either year.
_DAYS_WITHOUT_YEAR: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A mark on an axis.

    :param at: its place in pixels.
    :param text: what it says.
    """

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A value on the line.

    :param x: its place.
    :param y: its place.
    :param text: day and value, for the tool tip.
    """

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    """What the template needs.

    :param series: the values.
    :param path: the line as SVG path data; gaps interrupt it.
    :param x_ticks: marks of days.
    :param y_ticks: marks of values.
    :param limit_y: place of the limit, or None.
    :param dots: the values with their tool tips; only the newest of a long line.
    """

    series: Series
    path: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    limit_y: float | None
    dots: tuple[Dot, ...]


def line_chart(series: Series) -> LineChart | None:
    """Return the chart of a series, or None if it has no value.

    :param series: values by day.
    """
    values = [value for _, value in series.points if value is not None]
    if not values:
        return None
    first, last = series.points[0][0], series.points[-1][0]
    ticks = _nice(*_range(series, values))
    low, high = ticks[0], ticks[-1]

    def x(day: date) -> float:
        # The only day of a line is in its middle, not on the axis.
        share = (day - first).days / (last - first).days if last > first else 0.5
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)

    def y(value: float) -> float:
        return round(HEIGHT - _BOTTOM - (value - low) / (high - low) * (HEIGHT - _TOP - _BOTTOM), 1)

    known = [(day, value) for day, value in series.points if value is not None]
    shown = known if len(known) <= _MOST_DOTS else known[-1:]
    return LineChart(
        series=series,
        path=_path([(x(day), None if value is None else y(value)) for day, value in series.points]),
        x_ticks=tuple(Tick(at=x(day), text=_day_text(day, last - first)) for day in _days(first, last)),
        y_ticks=tuple(Tick(at=y(value), text=_tick_text(value, ticks[1] - ticks[0])) for value in ticks),
        limit_y=None if series.limit is None or not low <= series.limit <= high else y(series.limit),
        dots=tuple(
            Dot(x=x(day), y=y(value), text=f"{day:%d %b %Y}: {number_text(value)} {series.unit}")
            for day, value in shown
        ),
    )


def number_text(value: float | None) -> str:
    """Return a number as people read it: 1,234, 55,181 or 0.7335; a dash for none."""
    if value is None:
        return "–"
    if float(value).is_integer() or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:,.4f}".rstrip("0").rstrip(".") if abs(value) < 1 else f"{value:,.1f}"


def _range(series: Series, values: list[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    if series.zero_based:
        low = min(low, 0.0)
    # A limit far away would press the line flat.
    if series.limit is not None and low - 2 * (high - low or 1) <= series.limit <= high + 2 * (
        high - low or 1
    ):
        low, high = min(low, series.limit), max(high, series.limit)
    if low == high:
        margin = abs(low) * 0.05 or 1.0
        return low - margin, high + margin
    return low, high


def _nice(low: float, high: float) -> list[float]:
    """Return three to six round values that enclose a range."""
    rough = (high - low) / 3
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    start, end = math.floor(low / step), math.ceil(high / step)
    return [round(n * step, 10) for n in range(start, max(end, start + 1) + 1)]


def _day_text(day: date, shown: timedelta) -> str:
    return f"{day:%b %Y}" if shown.days > _DAYS_WITHOUT_YEAR else f"{day:%d %b}"


def _tick_text(value: float, step: float) -> str:
    """Return a value of the axis with as many decimals as tell it from the next one."""
    decimals = next(n for n in range(11) if n == 10 or abs(round(step, n) - step) < step / 100)
    return f"{value:,.{decimals}f}"


def _days(first: date, last: date) -> list[date]:
    length = (last - first).days
    if length == 0:
        return [first]
    parts = min(4, length)
    return [date.fromordinal(first.toordinal() + round(length * n / parts)) for n in range(parts + 1)]


def _path(points: list[tuple[float, float | None]]) -> str:
    parts, pen_down = [], False
    for x, y in points:
        if y is not None:
            parts.append(f"{'L' if pen_down else 'M'}{x} {y}")
        pen_down = y is not None
    return " ".join(parts)
