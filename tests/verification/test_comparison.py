"""A proof that cannot fail proves nothing: each kind of difference is found and counted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.verification.comparison import canonical, compare

COLUMNS = ["id", "rent", "name"]
ROWS = [(1, Decimal("50000.00"), "は"), (2, None, "ば")]


def test_equal_rows_have_no_difference_in_any_order_of_rows_and_columns() -> None:
    found = (["name", "id", "rent"], [("ば", 2, None), ("は", 1, 50000)])

    assert compare("t", ["id"], (COLUMNS, ROWS), found).differences == 0


@pytest.mark.parametrize(
    ("rows", "differences"),
    [
        ([(1, 50000, "は")], 1),
        ([*ROWS, (3, 1, "x")], 1),
        ([(1, Decimal("50000.01"), "は"), ROWS[1]], 1),
        ([(1, 50000, "ば"), ROWS[1]], 1),
        ([(1, 50000, "は "), ROWS[1]], 1),
        ([ROWS[0], (2, 0, "ば")], 1),
        ([ROWS[0], (2, None, "")], 1),
        ([*ROWS, ROWS[0]], 1),
        ([], 2),
    ],
)
def test_missing_added_doubled_and_changed_rows_are_counted(
    rows: list[tuple[object, ...]], differences: int
) -> None:
    result = compare("t", ["id"], (COLUMNS, ROWS), (COLUMNS, rows))

    assert result.differences == differences
    assert result.examples


def test_a_column_that_only_one_side_has_is_a_difference() -> None:
    found = ([*COLUMNS, "age"], [(*row, 30) for row in ROWS])

    assert compare("t", ["id"], (COLUMNS, ROWS), found).differences == 1
    assert compare("t", ["id"], found, (COLUMNS, ROWS)).differences == 1


def test_a_table_without_primary_key_cannot_be_proven() -> None:
    assert compare("t", [], (COLUMNS, ROWS), (COLUMNS, ROWS)).differences == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (Decimal("0.00"), "0"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-1.50"), "-1.5"),
        (True, "1"),
        (date(5300, 11, 12), "5300-11-12"),
        (None, None),
        ("", ""),
    ],
)
def test_values_are_brought_into_one_form(value: object, text: str | None) -> None:
    assert canonical(value) == text


def test_inexact_numbers_are_refused() -> None:
    with pytest.raises(TypeError, match="decimals"):
        canonical(0.1)
