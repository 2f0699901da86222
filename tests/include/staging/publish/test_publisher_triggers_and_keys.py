"""Publishing tables with triggers and foreign keys."""

from __future__ import annotations

import pymysql
import pytest

from include.exceptions import PublishError
from include.mysql.target import WarehouseTarget
from include.staging.publish.publisher import Publisher
from tests.include.staging.publish.publishing import publish
from tests.include.world import DAY_9, DAY_10, World

pytestmark = pytest.mark.mysql


@pytest.fixture
def world(empty_mysql: WarehouseTarget) -> World:
    return World(empty_mysql)


@pytest.fixture
def publisher(world: World) -> Publisher:
    return Publisher(world.target, world.ledger, world.settings, pause_seconds=0.05)


def test_tables_with_triggers_are_moved_and_the_triggers_reported(world: World, publisher: Publisher) -> None:
    world.restore(DAY_9)
    publish(publisher, DAY_9)
    world.execute(
        "CREATE TRIGGER staging.by_hand BEFORE INSERT ON staging.movings FOR EACH ROW SET NEW.mark = 'x'"
    )
    world.restore(DAY_10)
    world.execute(
        "CREATE TRIGGER staging_incoming.from_dump BEFORE INSERT ON staging_incoming.Costs "
        "FOR EACH ROW SET NEW.mark = 'x'"
    )
    result = publish(publisher, DAY_10)
    assert result.dropped_triggers == ("staging.by_hand", "staging_incoming.from_dump")
    assert (
        world.value("SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema LIKE 'staging%'")
        == 0
    )


def test_triggers_on_our_own_tables_stay(world: World, publisher: Publisher) -> None:
    world.execute(
        "CREATE TRIGGER staging.kept BEFORE INSERT ON staging.llm_enrichment_cache "
        "FOR EACH ROW SET NEW.model_version = 'x'"
    )
    for day in (DAY_9, DAY_10):
        world.restore(day)
        assert publish(publisher, day).dropped_triggers == ()


def test_foreign_keys_between_tables_of_the_dump_move_with_both_ends(
    world: World, publisher: Publisher
) -> None:
    for day in (DAY_9, DAY_10, DAY_10):
        world.restore(day)
        world.execute(
            "ALTER TABLE staging_incoming.movings ADD tenant_id INT, "
            "ADD CONSTRAINT fk_tenant FOREIGN KEY (tenant_id) REFERENCES staging_incoming.tenants (id)"
        )
        publish(publisher, day)
    query = (
        "SELECT GROUP_CONCAT(CONCAT(table_schema, '>', referenced_table_schema) ORDER BY table_schema) "
        "FROM information_schema.key_column_usage WHERE constraint_name = 'fk_tenant'"
    )
    assert world.value(query) == (
        "staging>staging,staging_backup_20260209>staging_backup_20260209,"
        "staging_backup_20260210>staging_backup_20260210"
    )
    with pytest.raises(pymysql.err.IntegrityError):
        world.execute("INSERT INTO staging.movings VALUES (99, 'x', 12345)")


def test_a_foreign_key_from_a_table_that_stays_is_refused_before_anything_moves(
    world: World, publisher: Publisher
) -> None:
    world.restore(DAY_9)
    publish(publisher, DAY_9)
    world.execute("CREATE TABLE gold.bad (id INT, FOREIGN KEY bad_key (id) REFERENCES staging.tenants (id))")
    world.restore(DAY_10)
    with pytest.raises(PublishError, match=r"gold\.bad refers to staging\.tenants"):
        publish(publisher, DAY_10)
    assert world.mark("staging") == "2026-02-09"
