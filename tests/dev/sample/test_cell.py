"""The words of columns.yml and tables.yml mean what they say, and an unknown word is refused."""

from __future__ import annotations

from typing import Any

import pytest

from dev.sample.calendar import ordinal
from dev.sample.cell import column_maker
from dev.sample.column import Column
from dev.sample.resources import resource
from dev.sample.row_context import RowContext
from dev.sample.schema import source_tables
from dev.sample.values import Value
from include.exceptions import ConfigurationError


def make(specification: Any, row: RowContext, *, name: str = "x", type_: str = "varchar(64)") -> Value:
    column = Column(name=name, type=type_, nullable=True, default=None)
    return column_maker("t", column, specification, lambda table: 7)(row)


DAY = ordinal("2026-01-31")
ROW = RowContext(index=4, id=5, bits=2**100 + 12_345, day=DAY, month=DAY, second=3600, amount=1100, paid=600)


@pytest.mark.parametrize(
    ("specification", "value"),
    [
        ("id", 5),
        ("month", "2026-01-01"),
        ("day:+27", "2026-02-27"),
        ("created", "2026-01-30 16:00:00"),
        ("datetime", "2026-01-31 01:00:00"),
        ("amount", "1100.00"),
        ("tax", "100.00"),
        ("settled_day", None),
        ("settled_amount", "600.00"),
        ("settled_balance", "500.00"),
        ("code:PAY-", "PAY-000000005"),
        ("const:0000000", "0000000"),
        ({"rare": "5300-11-12", "every": 5, "make": "day:+0"}, "2026-01-31"),
        ({"absent": 1.0, "make": "id"}, None),
    ],
)
def test_a_word_makes_its_value(specification: Any, value: Value) -> None:
    assert make(specification, ROW) == value


def test_a_rare_value_comes_at_its_row() -> None:
    assert make({"rare": "5300-11-12", "every": 50, "make": "id"}, RowContext(index=57)) == "5300-11-12"


def test_a_reference_names_a_row_that_exists() -> None:
    assert {make("ref:payments", RowContext(bits=bits << 40)) for bits in range(500)} <= set(range(1, 8))


def test_a_misleading_name_is_overruled_by_the_type() -> None:
    assert isinstance(make(None, ROW, name="sort_number", type_="int"), int)
    assert make(None, ROW, name="updated_by", type_="varchar(64)") is not None


def test_an_unknown_word_is_refused_with_the_column_s_name() -> None:
    with pytest.raises(ConfigurationError, match=r"t\.x"):
        make("nonsense", ROW)


def test_tables_yml_speaks_of_tables_and_columns_that_exist() -> None:
    for table, specification in resource("tables").items():
        names = set(source_tables()[table].column_names)
        assert set(specification.get("columns", {})) <= names, table
