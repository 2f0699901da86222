"""Which sample worlds the proof of the numbers builds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.verification.scenario import FULL, REDUCED, scenarios_of


@pytest.mark.parametrize("seed", [90210, 777001])
def test_a_seed_without_a_listed_scenario_is_proven_and_not_skipped(seed: int) -> None:
    assert scenarios_of(seed, quick=False) == (replace(FULL[0], seed=seed),)
    assert scenarios_of(seed, quick=True) == (replace(REDUCED[0], seed=seed),)


def test_a_listed_seed_keeps_its_own_days() -> None:
    assert [scenarios_of(s.seed, quick=False) for s in FULL] == [(s,) for s in FULL]


def test_without_a_seed_every_listed_scenario_is_proven() -> None:
    assert scenarios_of(None, quick=False) == FULL
    assert scenarios_of(None, quick=True) == REDUCED
