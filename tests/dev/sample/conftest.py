from __future__ import annotations

import pytest

from dev.sample.sample_world import SampleWorld
from dev.sample.scale import Scale
from dev.sample.world import World


@pytest.fixture(scope="session")
def sample() -> SampleWorld:
    """The world of ``make run``."""
    return SampleWorld()


@pytest.fixture(scope="session")
def core() -> World:
    """A world with a seventh of production's tenants, large enough to measure shares."""
    return World(scale=Scale(core=0.14, bulk=0.0005))
