"""Going back with one table alone: readers see its copy beside all others, until it is undone."""

from __future__ import annotations

from datetime import date

import pytest

from include.exceptions import PublishError
from include.mysql.target import WarehouseTarget
from include.staging.publish.publish_result import PublishResult
from include.staging.publish.publisher import Publisher
from include.staging.publish.table_roll_back import TableRollBack
from include.staging.retention.backups import list_backups
from tests.include.staging.publish.publishing import publish, roll_back
from tests.include.world import DAY_9, DAY_10, DAY_11, World

pytestmark = pytest.mark.mysql


@pytest.fixture
def world(empty_mysql: WarehouseTarget) -> World:
    made = World(empty_mysql)
    for day in (DAY_9, DAY_10):
        made.restore(day)
        publish(publisher(made), day)
    return made


def publisher(world: World) -> Publisher:
    return Publisher(world.target, world.ledger, world.settings, pause_seconds=0.05)


def go_back(world: World, day: date, table: str = "tenants") -> PublishResult:
    step = TableRollBack(publisher(world), world.ledger, world.settings, pause_seconds=0.05)
    return step.roll_back(day, table, run_id="back", code_version="abc", reason="admin: rents")


def marks(world: World) -> tuple[object, object]:
    return world.mark("staging", "tenants"), world.mark("staging", "movings")


def test_one_table_goes_back_and_forward_and_the_backup_stays_whole(world: World) -> None:
    first = world.ledger.published()
    result = go_back(world, DAY_9)
    assert marks(world) == ("2026-02-09", "2026-02-10")
    assert result.publication.overrides == ("table tenants is of the dump of 2026-02-09, by admin: rents",)
    seen = world.ledger.published()
    assert first is not None
    assert seen is not None
    assert (seen.dump_date, seen.action) == (DAY_10, "roll back table")
    assert seen.load_id != first.load_id, "what was built before must not count as built"
    [backup] = list_backups(world.target, world.settings)
    assert (backup.day, backup.table_count, backup.can_be_published) == (DAY_9, 4, True)

    undone = go_back(world, DAY_10)
    assert undone.publication.overrides == ("table tenants is of the published dump again, by admin: rents",)
    assert marks(world) == ("2026-02-10", "2026-02-10")
    assert go_back(world, DAY_10).changed is False
    roll_back(publisher(world), DAY_9)
    assert marks(world) == ("2026-02-09", "2026-02-09")
    assert {"movings", "tenants", "Costs", "cash"} <= set(world.tables("staging"))
    assert not [name for name in world.tables("staging") if name.startswith(("_replaced_", "_set_aside_"))]


def test_a_repeated_try_and_another_day_lose_nothing(world: World) -> None:
    world.restore(DAY_11)
    publish(publisher(world), DAY_11)
    for day in (DAY_9, DAY_9, DAY_10):
        go_back(world, day)
        assert world.mark("staging", "tenants") == day.isoformat()
    go_back(world, DAY_11)
    assert marks(world) == ("2026-02-11", "2026-02-11")
    for day in (DAY_9, DAY_10):
        assert world.mark(f"staging_backup_{day:%Y%m%d}", "tenants") == day.isoformat()


def test_the_next_dump_ends_it_and_what_was_set_aside_is_never_taken_for_its_own(world: World) -> None:
    go_back(world, DAY_9)
    world.restore(DAY_11)
    publish(publisher(world), DAY_11)
    assert marks(world) == ("2026-02-11", "2026-02-11")
    assert go_back(world, DAY_11).changed is False
    assert marks(world) == ("2026-02-11", "2026-02-11")


def test_zero_dates_ids_of_zero_and_computed_columns_are_copied(world: World) -> None:
    with world.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'")
        cursor.execute(
            "ALTER TABLE staging_backup_20260209.tenants MODIFY id INT AUTO_INCREMENT,"
            " ADD born DATE DEFAULT '0000-00-00', ADD twice INT AS (LENGTH(mark) * 2) STORED,"
            " ADD seen_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP"
        )
    go_back(world, DAY_9)
    assert world.value("SELECT CONCAT(id, born, twice) FROM staging.tenants ORDER BY id") == "00000-00-0020"
    assert world.value("SELECT COUNT(*) FROM staging.tenants") == 4


def test_a_table_that_lacks_a_column_of_the_models_is_refused_and_another_one_is_not(world: World) -> None:
    world.execute("ALTER TABLE staging_backup_20260209.tenants DROP COLUMN mark")
    tables = world.tables("staging_backup_20260209")
    with pytest.raises(PublishError, match=r"the models read: tenants\.mark\. Nothing was changed"):
        go_back(world, DAY_9)
    assert marks(world) == ("2026-02-10", "2026-02-10")
    assert world.tables("staging_backup_20260209") == tables
    go_back(world, DAY_9, "movings")
    assert marks(world) == ("2026-02-10", "2026-02-09")


def test_an_undo_is_refused_when_the_models_now_read_a_column_that_was_not_there(world: World) -> None:
    go_back(world, DAY_9)
    [aside] = [n for n in world.tables("staging_backup_20260209") if n.startswith("_set_aside_")]
    world.execute(f"ALTER TABLE staging_backup_20260209.{aside} DROP COLUMN mark")
    with pytest.raises(PublishError, match=f"the models read: {aside}.mark"):
        go_back(world, DAY_10)
    assert marks(world) == ("2026-02-09", "2026-02-10")


def test_a_table_or_day_that_is_not_there_is_refused_and_nothing_changes(world: World) -> None:
    for day, table in ((DAY_9, "no_such_table"), (DAY_11, "tenants")):
        with pytest.raises(PublishError, match="There is no table"):
            go_back(world, day, table)
    assert marks(world) == ("2026-02-10", "2026-02-10")
