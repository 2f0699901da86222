"""The sample world as its callers use it: counts, columns, seeds, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dev.sample.sample_world import SampleWorld
from dev.sample.scale import Scale
from dev.sample.values import Value
from dev.sample.world import World
from include.exceptions import ConfigurationError


def test_counts_are_known_without_making_rows(sample: SampleWorld) -> None:
    day = sample.day(0)
    for table in day.tables:
        assert day.row_count(table) == sum(1 for _ in day.rows(table)), table


def test_rows_have_all_columns_and_unique_ids(sample: SampleWorld) -> None:
    day = sample.day(0)
    for table in day.tables:
        ids = [row[0] for row in _checked(day.rows(table), len(day.columns(table)))]
        assert len(set(ids)) == len(ids), table


def test_the_default_world_satisfies_the_rules_on_row_counts(sample: SampleWorld) -> None:
    assert sample.day(0).row_count("movings") > 3_500
    assert sample.day(0).row_count("tenants") > 3_000


def test_another_seed_is_another_world() -> None:
    first, second = World(seed=1), World(seed=2)
    assert list(first.day(0).rows("tenants")) != list(second.day(0).rows("tenants"))
    assert first.day(0).row_count("tenants") == second.day(0).row_count("tenants")


def test_the_same_seed_is_the_same_world(sample: SampleWorld) -> None:
    again = SampleWorld()
    for table in ("tenants", "movings", "rooms", "payments", "api_requests"):
        assert list(again.day(3).rows(table)) == list(sample.day(3).rows(table)), table


def test_an_unknown_table_is_named(sample: SampleWorld) -> None:
    with pytest.raises(ConfigurationError, match="Movings"):
        next(sample.day(0).rows("Movings"))


@pytest.mark.parametrize("number", [-1, 401])
def test_days_beyond_the_world_are_refused(sample: SampleWorld, number: int) -> None:
    with pytest.raises(ConfigurationError, match="no day"):
        sample.day(number)


@pytest.mark.parametrize("scale", [0.0, -1.0, 1.5])
def test_an_impossible_scale_is_refused(scale: float) -> None:
    with pytest.raises(ConfigurationError, match="scale"):
        Scale.of(scale)


def _checked(rows: Iterator[tuple[Value, ...]], width: int) -> Iterator[tuple[Value, ...]]:
    for row in rows:
        assert len(row) == width
        yield row
