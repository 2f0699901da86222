"""What waits for a decision is read from the ledger, and a reason stays in it."""

from __future__ import annotations

import pytest

from include.ledger.restore_marker_table import marker_of
from include.mysql.target import WarehouseTarget
from include.staging.quality.approval import overrides_of
from include.staging.quality.decision import open_decision
from include.staging.quality.quality_checker import QualityChecker
from tests.include.conftest import record_rules
from tests.include.world import DAY_9, DAY_10, World

pytestmark = pytest.mark.mysql


@pytest.fixture
def world(empty_mysql: WarehouseTarget) -> World:
    return World(empty_mysql)


def test_failed_rules_wait_with_their_values_until_they_are_waived(world: World) -> None:
    record = world.restore(DAY_10, measured=False)
    record_rules(world.ledger, record, movings_row_count="failed")
    decision = open_decision(world.target, world.ledger, world.settings, DAY_10)
    assert decision is not None
    assert decision.rules == ("movings_row_count",)
    assert "| movings_row_count | 5 | > 1 |" in decision.text
    assert open_decision(world.target, world.ledger, world.settings, DAY_9) is None
    record_rules(world.ledger, record, movings_row_count="waived")
    assert open_decision(world.target, world.ledger, world.settings, DAY_10) is None


def test_who_waived_a_rule_and_why_is_in_what_was_overridden(world: World) -> None:
    record = world.restore(DAY_10)
    checker = QualityChecker(world.target, world.ledger, world.settings)
    checker.run(DAY_10, run_id="r", waived=["movings_row_count"], reason="admin: confirmed by the source")
    overrides = overrides_of(world.ledger, marker_of(record))
    assert any("admin: confirmed by the source" in sentence for sentence in overrides)
