"""Which sample worlds the proof of the numbers builds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.verification.scenario import AGREED_ROOMS, FULL, REDUCED, scenarios_of


@pytest.mark.parametrize("seed", [90210, 777001])
def test_a_seed_without_a_listed_scenario_is_proven_and_not_skipped(seed: int) -> None:
    assert scenarios_of(seed, quick=False) == (replace(FULL[0], seed=seed),)
    assert scenarios_of(seed, quick=True) == (replace(REDUCED[0], seed=seed),)


def test_a_listed_seed_keeps_its_own_days() -> None:
    assert [scenarios_of(s.seed, quick=False) for s in FULL] == [(s,) for s in FULL]


def test_without_a_seed_every_listed_scenario_is_proven() -> None:
    assert scenarios_of(None, quick=False) == FULL
    assert scenarios_of(None, quick=True) == REDUCED


def test_both_denominators_of_occupancy_are_proven() -> None:
    """Production agreed on a number of rooms; where none is agreed, the rooms of the dump are counted."""
    given = [{s.agreed_rooms(number) for number in s.days} for s in FULL]
    assert {None} in given
    assert {AGREED_ROOMS} in given
    assert all({s.agreed_rooms(number) for number in s.days} == {None, AGREED_ROOMS} for s in REDUCED)


def test_any_seed_has_days_before_and_after_the_rooms_were_agreed_on() -> None:
    (scenario,) = scenarios_of(90210, quick=False)
    assert [scenario.agreed_rooms(number) for number in scenario.days] == [None, None, AGREED_ROOMS]
