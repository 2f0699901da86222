from __future__ import annotations

from datetime import date, timedelta

import pytest

from include.exceptions import ConfigurationError
from include.mysql.target import WarehouseTarget
from include.staging.publish.publisher import Publisher
from include.staging.retention.backups import drop_old_backups, list_backups
from tests.include.world import DAY_10, World

pytestmark = pytest.mark.mysql


@pytest.fixture
def world(empty_mysql: WarehouseTarget) -> World:
    return World(empty_mysql)


def fill(world: World, days: int) -> date:
    publisher = Publisher(world.target, world.ledger, world.settings)
    day = DAY_10
    for number in range(days):
        day = DAY_10 + timedelta(days=number)
        world.restore(day, {"movings": 1, "cash": 0})
        publisher.publish(day, run_id="run", code_version="abc")
    return day


def test_backups_are_kept_three_days(world: World) -> None:
    today = fill(world, 6)
    dropped = drop_old_backups(world.target, world.settings, today=today)
    assert [backup.day for backup in dropped] == [DAY_10 + timedelta(days=1), DAY_10]
    kept = list_backups(world.target, world.settings)
    assert [(today - backup.day).days for backup in kept] == [1, 2, 3]
    assert all(b.can_be_published and b.table_count == 2 and b.row_count == 1 for b in kept)


def test_dropping_again_drops_nothing_more(world: World) -> None:
    today = fill(world, 5)
    drop_old_backups(world.target, world.settings, today=today)
    assert drop_old_backups(world.target, world.settings, today=today) == []


def test_after_a_gap_of_dumps_the_newest_backup_stays_however_old(world: World) -> None:
    fill(world, 3)
    dropped = drop_old_backups(world.target, world.settings, today=DAY_10 + timedelta(days=60))
    assert [backup.day for backup in dropped] == [DAY_10]
    assert [b.day for b in list_backups(world.target, world.settings)] == [DAY_10 + timedelta(days=1)]


def test_only_schemas_named_prefix_and_calendar_day_are_ever_dropped(world: World) -> None:
    lookalikes = {
        "staging_backup_2026021",
        "staging_backup_202602101",
        "staging_backup_20261310",
        "staging_backup_old",
        "staging_backupx20260101",
        "my_staging_backup_20260101",
    }
    world.execute(*(f"CREATE DATABASE `{name}`" for name in lookalikes))
    world.execute("CREATE DATABASE staging_backup_20200101", "CREATE DATABASE staging_backup_20200102")
    drop_old_backups(world.target, world.settings, today=DAY_10)
    assert lookalikes <= world.schemas()
    assert "staging_backup_20200101" not in world.schemas()


def test_keeping_no_day_at_all_is_refused(world: World) -> None:
    with pytest.raises(ConfigurationError):
        drop_old_backups(world.target, world.settings, today=DAY_10, keep_days=0)
