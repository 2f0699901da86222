"""What was published stays: a run adds its figures, and nothing changes or takes away an earlier one."""

from __future__ import annotations

from datetime import date

import pymysql
import pytest

from include.exceptions import PublishedFiguresError
from include.published_figures.record import record_figures
from include.settings import Settings
from tests.include.published_figures.conftest import FiguresWarehouse

pytestmark = pytest.mark.mysql
DAY_9, DAY_10 = date(2026, 2, 9), date(2026, 2, 10)


def record(warehouse: FiguresWarehouse, settings: Settings, day: date) -> int:
    return record_figures(warehouse.target, settings, day, "run")


def test_each_run_adds_all_its_figures(warehouse: FiguresWarehouse, settings: Settings) -> None:
    warehouse.show(DAY_9, {"2026-01": 30})
    assert record(warehouse, settings, DAY_9) == 2
    warehouse.show(DAY_10, {"2026-01": 30})
    assert record(warehouse, settings, DAY_10) == 2
    assert warehouse.published() == [("2026-01", DAY_9, 1, 30, 2), ("2026-01", DAY_10, 1, 30, 2)]


def test_the_same_run_again_adds_nothing(warehouse: FiguresWarehouse, settings: Settings) -> None:
    warehouse.show(DAY_10, {"2026-01": 30, "2026-02": None})
    assert record(warehouse, settings, DAY_10) == 3
    assert record(warehouse, settings, DAY_10) == 0
    assert len(warehouse.published()) == 2


def test_a_changed_figure_of_the_same_day_is_a_further_row(
    warehouse: FiguresWarehouse, settings: Settings
) -> None:
    for value in (30, 31, 31, 30, None):
        warehouse.show(DAY_10, {"2025-12": 20, "2026-01": value})
        record(warehouse, settings, DAY_10)
    assert [row for row in warehouse.published() if row[0] == "2026-01"] == [
        ("2026-01", DAY_10, 1, 30, 2),
        ("2026-01", DAY_10, 2, 31, 2),
        ("2026-01", DAY_10, 3, 30, 2),
        ("2026-01", DAY_10, 4, None, 2),
    ]
    assert [row for row in warehouse.published() if row[0] == "2025-12"] == [("2025-12", DAY_10, 1, 20, 2)]


def test_gold_of_another_day_is_not_recorded(warehouse: FiguresWarehouse, settings: Settings) -> None:
    warehouse.show(DAY_9, {"2026-01": 30})
    with pytest.raises(PublishedFiguresError, match=r"is of 2026-02-09 and not of 2026-02-10.*\nNext: Clear"):
        record(warehouse, settings, DAY_10)
    assert warehouse.published() == []


def test_the_server_refuses_a_second_row_of_the_same_publication(
    warehouse: FiguresWarehouse, settings: Settings
) -> None:
    warehouse.show(DAY_10, {"2026-01": 30})
    record(warehouse, settings, DAY_10)
    with pytest.raises(pymysql.err.IntegrityError):
        warehouse.execute("INSERT INTO ops.published_figures SELECT * FROM ops.published_figures")
