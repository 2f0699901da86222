"""Charts say what they show: the year where it matters, a lone day beside no axis."""

from __future__ import annotations

from datetime import date

from include.health.series import Series
from tokyobeta.web.line_chart import WIDTH, line_chart


def series(*days: date) -> Series:
    return Series(name="s", title="S", unit="rooms", points=tuple((day, 1.0) for day in days))


def test_days_of_more_than_one_year_name_the_year():
    chart = line_chart(series(date(2024, 2, 1), date(2026, 2, 1)))
    assert chart is not None
    assert [tick.text for tick in chart.x_ticks][::4] == ["Feb 2024", "Feb 2026"]


def test_days_of_one_season_name_the_day():
    chart = line_chart(series(date(2026, 1, 20), date(2026, 2, 10)))
    assert chart is not None
    assert [tick.text for tick in chart.x_ticks][::4] == ["20 Jan", "10 Feb"]


def test_the_only_day_stands_in_the_middle():
    chart = line_chart(series(date(2026, 2, 10)))
    assert chart is not None
    [dot] = chart.dots
    assert abs(dot.x - WIDTH / 2) < 30
    assert chart.x_ticks[0].at == dot.x
