from __future__ import annotations

import threading
import time
from datetime import date

import pymysql
import pytest

from include.exceptions import PublishError
from include.warehouse import publisher as publisher_module
from include.warehouse.ledger import Ledger
from include.warehouse.publish_result import PublishResult
from include.warehouse.published_day import require_published_day
from include.warehouse.publisher import Publisher
from include.warehouse.schemas import OWN_TABLES
from include.warehouse.target import WarehouseTarget
from tests.include.warehouse.world import DAY_9, DAY_10, DAY_11, TABLES, World

pytestmark = pytest.mark.mysql


@pytest.fixture
def world(empty_mysql: WarehouseTarget) -> World:
    return World(empty_mysql)


@pytest.fixture
def publisher(world: World) -> Publisher:
    return Publisher(world.target, world.ledger, world.settings, pause_seconds=0.05)


def publish(publisher: Publisher, day: date, **options: bool) -> PublishResult:
    return publisher.publish(day, run_id="run", code_version="abc", **options)


def roll_back(publisher: Publisher, day: date) -> PublishResult:
    return publisher.roll_back(day, run_id="a person", code_version="abc")


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
    with pytest.raises(PublishError, match="holds the dump of 2026-02-11, not of 2026-02-10"):
        publish(publisher, DAY_10)


def test_an_empty_incoming_is_refused(publisher: Publisher) -> None:
    with pytest.raises(PublishError, match="no seal"):
        publish(publisher, DAY_10)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("DELETE FROM staging_incoming.movings LIMIT 1", "movings holds 4 rows of 5"),
        ("TRUNCATE staging_incoming.tenants", "tenants holds 0 rows of 4"),
        ("DROP TABLE staging_incoming.cash", "cash is missing"),
        ("CREATE TABLE staging_incoming.extra (id INT)", "extra was not restored"),
        ("CREATE TABLE staging_incoming.llm_enrichment_cache (id INT)", "a table of our own"),
        ("DROP TABLE staging_incoming._dump_seal", "no seal"),
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


def test_a_blocked_rename_steps_back_and_says_who_blocks(world: World, publisher: Publisher) -> None:
    world.restore(DAY_9)
    publish(publisher, DAY_9)
    world.restore(DAY_10)
    with world.target.connect(autocommit=False) as reader, reader.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM staging.tenants WHERE mark = 'a name that must not be told'")
        started = time.monotonic()
        cursor.execute("SELECT CONNECTION_ID()")
        number = next(iter(cursor.fetchall()))[0]
        with pytest.raises(PublishError) as raised:
            publish(publisher, DAY_10)
        assert time.monotonic() - started < 5
        assert f"connection {number} (" in str(raised.value)
        assert "a name that must not be told" not in str(raised.value)
        assert world.mark("staging") == "2026-02-09"
    assert publish(publisher, DAY_10).changed


def test_a_rename_blocked_for_a_moment_succeeds_on_a_later_try(world: World) -> None:
    world.restore(DAY_9)
    settings = world.settings.model_copy(update={"publish_attempts": 10})
    patient = Publisher(world.target, world.ledger, settings, pause_seconds=0.05)
    publish(patient, DAY_9)
    world.restore(DAY_10)
    reader = world.target.connect(autocommit=False)
    with reader.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM staging.tenants")
    release = threading.Timer(1.5, reader.close)
    release.start()
    result = publish(patient, DAY_10)
    release.join()
    assert result.publication.attempts is not None
    assert result.publication.attempts >= 2


def test_two_publishers_at_once_one_waits_or_is_refused(world: World, publisher: Publisher) -> None:
    world.restore(DAY_10)
    results: list[bool] = []
    threads = [
        threading.Thread(target=lambda: results.append(publish(publisher, DAY_10).changed)) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, False, True]
    assert world.publications() == 1


class Readers:
    """Two readers that read two tables as fast as they can: in one query, and in one transaction."""

    def __init__(self, target: WarehouseTarget) -> None:
        self.seen: list[tuple[str, str]] = []
        self.query_errors: list[int] = []
        self.transaction_errors: list[int] = []
        self._target = target
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=way) for way in (self._queries, self._transactions)]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _queries(self) -> None:
        query = "SELECT MIN(m.mark), MIN(c.mark) FROM staging.movings AS m, staging.Costs AS c"
        with self._target.connect() as connection, connection.cursor() as cursor:
            while not self._stop.is_set():
                try:
                    cursor.execute(query)
                    self.seen += cursor.fetchall()
                except pymysql.err.MySQLError as error:
                    self.query_errors.append(error.args[0])

    def _transactions(self) -> None:
        with self._target.connect(autocommit=False) as connection, connection.cursor() as cursor:
            while not self._stop.is_set():
                try:
                    marks = []
                    for table in ("movings", "Costs"):
                        cursor.execute(f"SELECT MIN(mark) FROM staging.{table}")
                        marks += [row[0] for row in cursor.fetchall()]
                    connection.commit()
                    self.seen.append((marks[0], marks[1]))
                except pymysql.err.MySQLError as error:
                    self.transaction_errors.append(error.args[0])
                    connection.rollback()


def test_readers_see_the_old_or_the_new_dump_and_never_an_error(world: World) -> None:
    settings = world.settings.model_copy(update={"publish_attempts": 20})
    publisher = Publisher(world.target, world.ledger, settings, pause_seconds=0.02)
    world.restore(DAY_9)
    publish(publisher, DAY_9)
    with Readers(world.target) as readers:
        for day in (DAY_10, DAY_11):
            world.restore(day)
            publish(publisher, day)
        roll_back(publisher, DAY_10)
        time.sleep(0.2)
    assert readers.query_errors == []
    # A transaction that already read one table and asks for the next may lose a deadlock against the RENAME
    # and has to begin again, as with any deadlock. It never sees a mixture.
    assert set(readers.transaction_errors) <= {1213}
    assert {first for first, _ in readers.seen} == {"2026-02-09", "2026-02-10", "2026-02-11"}
    assert [pair for pair in readers.seen if pair[0] != pair[1]] == []


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
    with pytest.raises(PublishError, match="newer dump of 2026-02-10, and none of 2026-02-09 is waiting"):
        publish(publisher, DAY_9)


def test_a_step_of_another_day_does_not_build_on_what_is_published(
    world: World, publisher: Publisher
) -> None:
    with pytest.raises(PublishError, match="Readers see nothing"):
        require_published_day(world.target, world.settings, DAY_10)
    world.restore(DAY_10)
    publish(publisher, DAY_10)
    assert require_published_day(world.target, world.settings, DAY_10).dump_date == DAY_10
    with pytest.raises(PublishError, match="the dump of 2026-02-10, not the dump of 2026-02-09"):
        require_published_day(world.target, world.settings, DAY_9)


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
