"""Charts say what they show: the year where it matters, a lone day beside no axis."""

from __future__ import annotations

from datetime import date

import pytest

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


@pytest.mark.parametrize(("low", "high"), [(2.281, 2.342), (1065, 1066), (0.0002, 0.0005), (0, 200)])
def test_no_two_marks_of_an_axis_say_the_same(low: float, high: float):
    points = ((date(2026, 2, 10), float(low)), (date(2026, 2, 11), float(high)))
    chart = line_chart(Series(name="s", title="S", unit="MB", points=points, zero_based=False))
    assert chart is not None
    texts = [tick.text for tick in chart.y_ticks]
    assert len(texts) > 2
    assert len(set(texts)) == len(texts)
