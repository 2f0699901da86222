"""Going back to the copy of an earlier day."""

from __future__ import annotations

import pytest

from include.exceptions import PublishError
from include.ledger.schemas import OWN_TABLES
from include.mysql.target import WarehouseTarget
from include.staging.publish.publisher import Publisher
from tests.include.staging.publish.publishing import publish, roll_back
from tests.include.world import DAY_9, DAY_10, World

pytestmark = pytest.mark.mysql


@pytest.fixture
def world(empty_mysql: WarehouseTarget) -> World:
    return World(empty_mysql)


@pytest.fixture
def publisher(world: World) -> Publisher:
    return Publisher(world.target, world.ledger, world.settings, pause_seconds=0.05)


def test_roll_back_is_one_call_and_can_be_undone(world: World, publisher: Publisher) -> None:
    for day in (DAY_9, DAY_10):
        world.restore(day)
        publish(publisher, day)
    result = roll_back(publisher, DAY_9)
    assert result.publication.action == "roll back"
    assert world.mark("staging") == "2026-02-09"
    assert world.mark("staging_backup_20260210") == "2026-02-10"
    assert "staging_backup_20260209" not in world.schemas()
    published = world.ledger.published()
    assert published is not None
    assert published.dump_date == DAY_9
    assert roll_back(publisher, DAY_9).changed is False
    assert roll_back(publisher, DAY_10).changed
    assert world.mark("staging") == "2026-02-10"
    assert set(world.tables("staging")) >= OWN_TABLES


def test_roll_back_within_a_day_exchanges_its_two_copies(world: World, publisher: Publisher) -> None:
    for number in (1, 2):
        world.restore(DAY_10, etag=f"e{number}", mark=f"copy {number}")
        publish(publisher, DAY_10)
    roll_back(publisher, DAY_10)
    assert world.mark("staging") == "copy 1"
    assert world.mark("staging_backup_20260210") == "copy 2"
    assert not any(name.startswith("_replaced_") for name in world.tables("staging_backup_20260210"))


def test_roll_back_to_a_day_without_a_backup_says_so(world: World, publisher: Publisher) -> None:
    world.restore(DAY_10)
    publish(publisher, DAY_10)
    with pytest.raises(PublishError, match="no backup"):
        roll_back(publisher, DAY_9)
    assert world.mark("staging") == "2026-02-10"


@pytest.mark.parametrize(
    ("damage", "lacks"),
    [
        ("ALTER TABLE staging_backup_20260209.tenants DROP COLUMN mark", "the models read: tenants.mark"),
        ("DROP TABLE staging_backup_20260209.tenants", "tables that are gone: tenants"),
        ("DROP TABLE staging_backup_20260209.cash", "tables that are gone: cash"),
    ],
    ids=["a-column-that-the-models-read", "a-table-that-the-models-read", "a-table-that-was-restored"],
)
def test_a_copy_that_lacks_something_is_refused_before_anything_is_changed(
    world: World, publisher: Publisher, damage: str, lacks: str
) -> None:
    for day in (DAY_9, DAY_10):
        world.restore(day)
        publish(publisher, day)
    world.execute(damage, "CREATE TRIGGER staging.t BEFORE INSERT ON staging.movings FOR EACH ROW SET @x = 1")
    before = world.rows("staging"), world.rows("staging_backup_20260209"), world.publications()
    with pytest.raises(
        PublishError, match=rf"it lacks .*{lacks}\. Nothing was changed\.\nNext: Choose another"
    ):
        roll_back(publisher, DAY_9)
    assert (world.rows("staging"), world.rows("staging_backup_20260209"), world.publications()) == before
    assert world.mark("staging") == "2026-02-10"
    assert world.value("SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_name = 't'") == 1


def test_columns_that_no_model_reads_and_rows_that_were_erased_do_not_stop_a_roll_back(
    world: World, publisher: Publisher
) -> None:
    for day in (DAY_9, DAY_10):
        world.restore(day)
        publish(publisher, day)
    world.execute(
        "ALTER TABLE staging_backup_20260209.Costs DROP COLUMN mark",
        "DELETE FROM staging_backup_20260209.tenants WHERE id = 3",
    )
    assert roll_back(publisher, DAY_9).changed
    assert world.rows("staging")["tenants"] == 3


def test_publishing_again_after_a_roll_back(world: World, publisher: Publisher) -> None:
    for day in (DAY_9, DAY_10):
        world.restore(day)
        publish(publisher, day)
    roll_back(publisher, DAY_9)
    world.restore(DAY_10, etag="e2", mark="repaired")
    assert publish(publisher, DAY_10).changed
    assert world.mark("staging") == "repaired"
    assert world.mark("staging_backup_20260209") == "2026-02-09"
    assert world.mark("staging_backup_20260210") == "2026-02-10"
