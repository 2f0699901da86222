"""Closed months change with a new version of the rules, and otherwise stop the run."""

from __future__ import annotations

from datetime import date

import pytest

from include.exceptions import PublishedFiguresError
from include.published_figures.record import record_figures
from include.settings import Settings
from tests.include.published_figures.conftest import FiguresWarehouse

pytestmark = pytest.mark.mysql
DAY_9, DAY_10 = date(2026, 2, 9), date(2026, 2, 10)
# With three months, October was open until 31 January and has been closed since.
CLOSED, OPEN = "2025-10", "2025-11"


@pytest.fixture
def published(warehouse: FiguresWarehouse, settings: Settings) -> FiguresWarehouse:
    """Return a warehouse that has published a closed and an open month on 9 February."""
    warehouse.show(DAY_9, {CLOSED: 20, OPEN: 30})
    record_figures(warehouse.target, settings, DAY_9, "run")
    return warehouse


def test_a_change_of_an_open_month_is_recorded(published: FiguresWarehouse, settings: Settings) -> None:
    published.show(DAY_10, {CLOSED: 20, OPEN: 33})
    record_figures(published.target, settings, DAY_10, "run")
    assert (OPEN, DAY_10, 1, 33, 2) in published.published()


def test_a_change_of_a_closed_month_stops_the_run_and_says_what_and_what_next(
    published: FiguresWarehouse, settings: Settings
) -> None:
    published.show(DAY_10, {CLOSED: 21, OPEN: 33})
    with pytest.raises(PublishedFiguresError) as error:
        record_figures(published.target, settings, DAY_10, "run")
    assert (
        "2025-10 daily_activity_summary.signings (individual) was 20 as of 2026-02-09 and is 21 now"
        in error.value.problem
    )
    assert "rule_versions.csv" in error.value.action
    assert OPEN not in error.value.problem
    assert {row[1] for row in published.published()} == {DAY_9}, "nothing of the run was recorded"


def test_rebuild_history_cannot_rewrite_a_closed_month_of_the_same_day(
    published: FiguresWarehouse, settings: Settings
) -> None:
    published.show(DAY_9, {CLOSED: 19, OPEN: 30})
    with pytest.raises(PublishedFiguresError, match="was 20 as of 2026-02-09 and is 19 now"):
        record_figures(published.target, settings, DAY_9, "run")


@pytest.mark.parametrize("now", [{OPEN: 30}, {CLOSED: None, OPEN: 30}])
def test_a_closed_figure_that_is_gone_is_a_change(
    published: FiguresWarehouse, settings: Settings, now: dict[str, int | None]
) -> None:
    published.show(DAY_10, now)
    with pytest.raises(PublishedFiguresError, match="was 20 as of 2026-02-09 and is no figure now"):
        record_figures(published.target, settings, DAY_10, "run")


def test_a_new_version_of_the_rules_restates_closed_months_once(
    published: FiguresWarehouse, settings: Settings
) -> None:
    published.show(DAY_10, {CLOSED: 21, OPEN: 33}, version=3)
    record_figures(published.target, settings, DAY_10, "run")
    assert (CLOSED, DAY_10, 1, 21, 3) in published.published()
    published.show(date(2026, 2, 11), {CLOSED: 22, OPEN: 33}, version=3)
    with pytest.raises(PublishedFiguresError, match="was 21 as of 2026-02-10 and is 22 now"):
        record_figures(published.target, settings, date(2026, 2, 11), "run")


def test_the_first_publication_after_a_month_closes_settles_it(
    warehouse: FiguresWarehouse, settings: Settings
) -> None:
    """The pipeline rested over the closing day: what was entered meanwhile was entered in an open month."""
    warehouse.show(date(2026, 1, 31), {CLOSED: 18})
    record_figures(warehouse.target, settings, date(2026, 1, 31), "run")
    warehouse.show(DAY_9, {CLOSED: 20})
    record_figures(warehouse.target, settings, DAY_9, "run")
    warehouse.show(DAY_10, {CLOSED: 18})
    with pytest.raises(PublishedFiguresError, match="was 20 as of 2026-02-09"):
        record_figures(warehouse.target, settings, DAY_10, "run")


def test_a_run_of_an_earlier_day_is_compared_with_what_was_known_then(
    published: FiguresWarehouse, settings: Settings
) -> None:
    published.show(DAY_10, {CLOSED: 25, OPEN: 33}, version=3)
    record_figures(published.target, settings, DAY_10, "run")
    published.show(DAY_9, {CLOSED: 20, OPEN: 30})
    assert record_figures(published.target, settings, DAY_9, "going back") == 0


def test_many_changes_are_named_in_part_and_counted(warehouse: FiguresWarehouse, settings: Settings) -> None:
    months = [f"2024-{month:02d}" for month in range(1, 9)]
    warehouse.show(DAY_9, dict.fromkeys(months, 1))
    record_figures(warehouse.target, settings, DAY_9, "run")
    warehouse.show(DAY_10, dict.fromkeys(months, 2))
    with pytest.raises(PublishedFiguresError, match=r"2024-05 .*; and 3 more\."):
        record_figures(warehouse.target, settings, DAY_10, "run")
