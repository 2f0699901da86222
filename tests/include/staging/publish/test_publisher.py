"""Publishing: complete or not at all, again and again, in any order."""

from __future__ import annotations

import pytest

from include.exceptions import PublishError
from include.ledger.ledger import Ledger
from include.ledger.schemas import OWN_TABLES
from include.mysql.target import WarehouseTarget
from include.staging.publish import publisher as publisher_module
from include.staging.publish.publisher import Publisher
from tests.include.staging.publish.publishing import publish
from tests.include.world import DAY_9, DAY_10, DAY_11, TABLES, World

pytestmark = pytest.mark.mysql


@pytest.fixture
def world(empty_mysql: WarehouseTarget) -> World:
    return World(empty_mysql)


@pytest.fixture
def publisher(world: World) -> Publisher:
    return Publisher(world.target, world.ledger, world.settings, pause_seconds=0.05)


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


def test_first_publish_moves_every_table_and_keeps_empty_ones(world: World, publisher: Publisher) -> None:
    world.restore(DAY_10)
    result = publish(publisher, DAY_10)
    assert result.changed
    assert result.publication.backup_schema is None
    assert world.rows("staging") == {**TABLES, "_dump_seal": 1, **dict.fromkeys(OWN_TABLES, 0)}
    assert world.tables("staging_incoming") == []
    published = world.ledger.published()
    assert published is not None
    assert (published.dump_date, published.etag, published.action) == (DAY_10, "e1", "publish")


def test_own_tables_survive_every_publish_with_their_rows(world: World, publisher: Publisher) -> None:
    world.execute("INSERT INTO staging.tenant_daily_snapshots VALUES ('2026-02-08', 7, 9, 1, 'x')")
    for day in (DAY_9, DAY_10, DAY_11):
        world.restore(day)
        publish(publisher, day)
    assert world.value("SELECT COUNT(*) FROM staging.tenant_daily_snapshots") == 1
    assert set(world.tables("staging")) >= OWN_TABLES
    assert not OWN_TABLES & set(world.tables("staging_backup_20260210"))


def test_the_replaced_copy_becomes_the_backup_of_its_own_day(world: World, publisher: Publisher) -> None:
    for day in (DAY_9, DAY_10):
        world.restore(day)
        publish(publisher, day)
    assert world.mark("staging") == "2026-02-10"
    assert world.mark("staging_backup_20260209") == "2026-02-09"
    published = world.ledger.published()
    assert published is not None
    assert (published.replaced_dump_date, published.backup_schema) == (DAY_9, "staging_backup_20260209")


def test_a_table_that_left_the_dump_leaves_staging_too(world: World, publisher: Publisher) -> None:
    world.restore(DAY_9)
    publish(publisher, DAY_9)
    world.restore(DAY_10, {"movings": 5, "tenants": 4, "Orders": 1})
    publish(publisher, DAY_10)
    assert set(world.tables("staging")) - OWN_TABLES == {"movings", "tenants", "Orders", "_dump_seal"}
    assert "Costs" in world.tables("staging_backup_20260209")


def test_a_retry_after_success_changes_nothing(world: World, publisher: Publisher) -> None:
    world.restore(DAY_10)
    first = publish(publisher, DAY_10)
    before = world.rows("staging")
    again = publish(publisher, DAY_10)
    assert (again.changed, again.healed) == (False, False)
    assert again.publication == world.ledger.published()
    assert again.publication.load_id == first.publication.load_id
    assert world.rows("staging") == before
    assert world.publications() == 1


def test_publishing_a_day_twice_keeps_the_copy_from_before_the_first(
    world: World, publisher: Publisher
) -> None:
    world.restore(DAY_9)
    publish(publisher, DAY_9)
    for number in (1, 2, 3):
        world.restore(DAY_10, etag=f"e{number}", mark=f"tenth, copy {number}")
        result = publish(publisher, DAY_10)
    assert world.mark("staging") == "tenth, copy 3"
    assert world.mark("staging_backup_20260209") == "2026-02-09"
    assert world.mark("staging_backup_20260210") == "tenth, copy 2"
    assert result.discarded_copy == "staging_backup_20260210"
    assert world.tables("staging_incoming") == []
    assert {name for name in world.schemas() if "backup" in name} == {
        "staging_backup_20260209",
        "staging_backup_20260210",
    }


def test_killed_between_rename_and_ledger_the_retry_heals(
    world: World, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.restore(DAY_9)
    publish(publisher, DAY_9)
    world.restore(DAY_10)

    def die(*_: object) -> bool:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(
            Ledger, "record_publication", lambda self, row: die() if row.action == "publish" else False
        )
        with pytest.raises(Killed):
            publish(publisher, DAY_10)
    assert world.mark("staging") == "2026-02-10"
    stale = world.ledger.published()
    assert stale is not None
    assert stale.dump_date == DAY_9

    result = publish(publisher, DAY_10)
    assert (result.changed, result.healed) == (False, True)
    assert result.publication.dump_date == DAY_10
    assert result.publication.action == "healed"
    assert world.publications() == 2
    assert publish(publisher, DAY_10).healed is False
    assert world.publications() == 2


def test_killed_before_the_rename_nothing_has_changed(
    world: World, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.restore(DAY_9)
    publish(publisher, DAY_9)
    world.restore(DAY_10)

    def die(*_: object, **__: object) -> tuple[float, int]:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(publisher_module, "run_swap", die)
        with pytest.raises(Killed):
            publish(publisher, DAY_10)
    assert world.mark("staging") == "2026-02-09"
    assert publish(publisher, DAY_10).changed
    assert world.mark("staging") == "2026-02-10"


def test_killed_before_dropping_the_older_copy_the_next_publish_cleans_up(
    world: World, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        world.restore(DAY_10, etag=f"e{number}")
        publish(publisher, DAY_10)
    world.restore(DAY_10, etag="e3")
    with monkeypatch.context() as patch:
        calls: list[str] = []

        def die_second(connection: object, schema: str) -> int:
            calls.append(schema)
            if len(calls) == 2:
                raise Killed
            return 0

        patch.setattr(publisher_module, "drop_replaced", die_second)
        with pytest.raises(Killed):
            publish(publisher, DAY_10)
    assert any(name.startswith("_replaced_") for name in world.tables("staging_incoming"))
    assert publish(publisher, DAY_10).changed is False
    assert world.tables("staging_incoming") == []


def test_an_older_dump_never_replaces_a_newer_one_unless_forced(world: World, publisher: Publisher) -> None:
    world.restore(DAY_10)
    publish(publisher, DAY_10)
    world.restore(DAY_9)
    with pytest.raises(PublishError, match="older"):
        publish(publisher, DAY_9)
    assert world.mark("staging") == "2026-02-10"
    assert publish(publisher, DAY_9, force=True).changed
    assert world.mark("staging") == "2026-02-09"
    assert world.mark("staging_backup_20260210") == "2026-02-10"


def test_incoming_of_another_day_is_refused(world: World, publisher: Publisher) -> None:
    world.restore(DAY_11)
    with pytest.raises(PublishError, match="staging_incoming holds dumps/gghouse_20260211"):
        publish(publisher, DAY_10)


def test_an_empty_incoming_is_refused(publisher: Publisher) -> None:
    with pytest.raises(PublishError, match="no completely restored dump"):
        publish(publisher, DAY_10)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("DELETE FROM staging_incoming.movings LIMIT 1", "movings holds 4 rows of 5"),
        ("TRUNCATE staging_incoming.tenants", "tenants holds 0 rows of 4"),
        ("DROP TABLE staging_incoming.cash", "cash is missing"),
        ("CREATE TABLE staging_incoming.extra (id INT)", "extra was not restored"),
        ("CREATE TABLE staging_incoming.llm_enrichment_cache (id INT)", "a table of our own"),
        ("DROP TABLE staging_incoming._dump_seal", "no completely restored dump"),
    ],
)
def test_incident_2_a_partial_load_is_never_published(
    world: World, publisher: Publisher, damage: str, message: str
) -> None:
    world.restore(DAY_9)
    publish(publisher, DAY_9)
    world.restore(DAY_10)
    world.execute(damage)
    with pytest.raises(PublishError, match=message):
        publish(publisher, DAY_10)
    assert world.mark("staging") == "2026-02-09"


def test_notes_of_the_restore_in_incoming_do_not_travel(world: World, publisher: Publisher) -> None:
    world.restore(DAY_10)
    world.execute("CREATE TABLE staging_incoming._restore_notes (id INT)")
    publish(publisher, DAY_10)
    assert "_restore_notes" not in world.tables("staging")


def test_tables_from_before_the_first_publish_are_kept_as_the_day_before(
    world: World, publisher: Publisher
) -> None:
    world.execute(
        "CREATE TABLE staging.movings (id INT, mark VARCHAR(40))",
        "INSERT INTO staging.movings VALUES (1, 'legacy')",
    )
    world.restore(DAY_10)
    publish(publisher, DAY_10)
    assert world.mark("staging") == "2026-02-10"
    assert world.mark("staging_backup_20260209") == "legacy"


def test_a_table_made_by_hand_in_staging_is_kept_in_the_backup_and_named(
    world: World, publisher: Publisher, caplog: pytest.LogCaptureFixture
) -> None:
    world.restore(DAY_9)
    publish(publisher, DAY_9)
    world.execute("CREATE TABLE staging.by_hand (id INT)")
    world.restore(DAY_10)
    publish(publisher, DAY_10)
    assert "by_hand" in world.tables("staging_backup_20260209")
    assert "unknown origin go to staging_backup_20260209: by_hand" in caplog.text


def test_publishing_a_day_that_a_newer_one_replaced_says_so(world: World, publisher: Publisher) -> None:
    for day in (DAY_9, DAY_10):
        world.restore(day)
        publish(publisher, day)
    with pytest.raises(PublishError, match="newer dump of 2026-02-10, none of 2026-02-09 is waiting"):
        publish(publisher, DAY_9)
