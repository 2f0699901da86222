"""A person sees what going back would do before anything happens."""

from __future__ import annotations

import pytest

from include.exceptions import PublishError
from include.mysql.target import WarehouseTarget
from include.staging.publish.publisher import Publisher
from include.staging.retention.backup import Backup
from include.staging.retention.backups import checked_backups
from include.staging.retention.roll_back_plan import choice, possible_days, roll_back_plan
from tests.include.staging.publish.publishing import publish
from tests.include.world import DAY_9, DAY_10, DAY_11, World

pytestmark = pytest.mark.mysql


@pytest.fixture
def world(empty_mysql: WarehouseTarget) -> World:
    made = World(empty_mysql)
    publisher = Publisher(made.target, made.ledger, made.settings, pause_seconds=0.05)
    for day in (DAY_9, DAY_10):
        made.restore(day)
        publish(publisher, day)
    return made


def plan(world: World, day) -> str:
    return roll_back_plan(day, world.ledger.published(), backups(world)).text()


def backups(world: World) -> list[Backup]:
    return checked_backups(world.target, world.ledger, world.settings)


def test_the_plan_says_what_readers_see_now_and_then(world: World) -> None:
    said = plan(world, DAY_9)
    assert "Readers see the dump of 2026-02-10" in said
    assert "staging_backup_20260209" in said
    assert "would be seen again" in said
    assert world.mark("staging") == "2026-02-10", "nothing has changed"


def test_a_day_without_a_copy_is_refused_with_the_days_that_there_are(world: World) -> None:
    with pytest.raises(PublishError, match="Days that there are: 2026-02-09"):
        plan(world, DAY_11)


def test_a_copy_that_lacks_something_is_named_and_cannot_be_chosen(world: World) -> None:
    world.execute("ALTER TABLE staging_backup_20260209.movings DROP COLUMN mark")
    with pytest.raises(PublishError, match=r"the dump of 2026-02-09 cannot be seen again, .* movings\.mark"):
        plan(world, DAY_9)
    with pytest.raises(PublishError, match=r"no copy .* The copy of 2026-02-09 lacks .* movings.mark"):
        choice(world.ledger.published(), backups(world))
    publisher = Publisher(world.target, world.ledger, world.settings)
    world.restore(DAY_11)
    publish(publisher, DAY_11)
    assert possible_days(backups(world)) == [DAY_10]
    shown = choice(world.ledger.published(), backups(world)).text()
    assert "cannot be seen again, lacks columns that the models read: movings.mark" in shown
    assert [
        each.problem for each in checked_backups(world.target, world.ledger, world.settings, "tenants")
    ] == [
        "",
        "",
    ]


def test_the_reason_is_in_the_ledger(world: World) -> None:
    publisher = Publisher(world.target, world.ledger, world.settings)
    publisher.roll_back(DAY_9, run_id="r", code_version="c", reason="admin: rents are wrong")
    published = world.ledger.published()
    assert published is not None
    assert published.overrides == ("rolled back by admin: rents are wrong",)
