"""Publishing while people read: blocked, repeated, never a mixture."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pymysql
import pytest

from include.exceptions import PublishError
from include.mysql.target import WarehouseTarget
from include.staging.publish import swap
from include.staging.publish.lock_holders import lock_holders
from include.staging.publish.publisher import Publisher
from tests.include.staging.publish.publishing import publish, roll_back
from tests.include.world import DAY_9, DAY_10, DAY_11, World
from tests.waiting import wait_until

if TYPE_CHECKING:
    from pymysql.connections import Connection

pytestmark = pytest.mark.mysql


@pytest.fixture
def world(empty_mysql: WarehouseTarget) -> World:
    return World(empty_mysql)


@pytest.fixture
def publisher(world: World) -> Publisher:
    return Publisher(world.target, world.ledger, world.settings, pause_seconds=0.05)


def hasty(world: World, *, attempts: int) -> Publisher:
    """Return a publisher that waits a second for readers and then steps back, so many times."""
    update = {"publish_lock_wait_seconds": 1, "publish_attempts": attempts}
    return Publisher(world.target, world.ledger, world.settings.model_copy(update=update), pause_seconds=0.05)


def test_a_blocked_rename_steps_back_and_says_who_blocks(world: World, publisher: Publisher) -> None:
    world.restore(DAY_9)
    publish(publisher, DAY_9)
    world.restore(DAY_10)
    with world.target.connect(autocommit=False) as reader, reader.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM staging.tenants WHERE mark = 'a name that must not be told'")
        cursor.execute("SELECT CONNECTION_ID()")
        number = next(iter(cursor.fetchall()))[0]
        with pytest.raises(PublishError) as raised:
            publish(hasty(world, attempts=2), DAY_10)
        assert "blocked 2 times for 1 s" in str(raised.value)
        assert f"connection {number} (" in str(raised.value)
        assert "a name that must not be told" not in str(raised.value)
        assert world.mark("staging") == "2026-02-09"
    assert publish(publisher, DAY_10).changed


def test_a_rename_blocked_for_a_moment_succeeds_on_a_later_try(
    world: World, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.restore(DAY_9)
    publish(publisher, DAY_9)
    world.restore(DAY_10)
    reader = world.target.connect(autocommit=False)
    with reader.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM staging.tenants")

    def holders_seen(connection: Connection[Any], schemas: Sequence[str]) -> str:
        """Asked when a try was blocked: from then on the reader is gone."""
        seen = lock_holders(connection, schemas)
        if reader.open:
            reader.close()
        return seen

    monkeypatch.setattr(swap, "lock_holders", holders_seen)
    result = publish(hasty(world, attempts=120), DAY_10)
    assert not reader.open
    assert result.publication.attempts is not None
    assert result.publication.attempts >= 2


def test_two_publishers_at_once_one_waits_or_is_refused(world: World, publisher: Publisher) -> None:
    world.restore(DAY_10)
    results: list[str] = []

    def work() -> None:
        try:
            results.append("published" if publish(publisher, DAY_10).changed else "nothing to do")
        except PublishError as error:
            results.append("refused" if "Another session is publishing" in str(error) else str(error))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Who waits longer than ten seconds is refused, which only a very busy machine makes happen.
    assert len(results) == 3
    assert results.count("published") == 1
    assert set(results) <= {"published", "nothing to do", "refused"}
    assert world.publications() == 1


class Readers:
    """Two readers that read two tables as fast as they can: in one query, and in one transaction."""

    def __init__(self, target: WarehouseTarget) -> None:
        self.seen_by_queries: list[tuple[str, str]] = []
        self.seen_by_transactions: list[tuple[str, str]] = []
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

    def wait_for(self, mark: str) -> None:
        """Wait until both readers have read this dump."""
        wait_until(
            lambda: (mark, mark) in self.seen_by_queries and (mark, mark) in self.seen_by_transactions,
            f"both readers see {mark}",
        )

    @property
    def seen(self) -> list[tuple[str, str]]:
        """What both have read."""
        return self.seen_by_queries + self.seen_by_transactions

    def _queries(self) -> None:
        query = "SELECT MIN(m.mark), MIN(c.mark) FROM staging.movings AS m, staging.Costs AS c"
        with self._target.connect() as connection, connection.cursor() as cursor:
            while not self._stop.is_set():
                try:
                    cursor.execute(query)
                    self.seen_by_queries += cursor.fetchall()
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
                    self.seen_by_transactions.append((marks[0], marks[1]))
                except pymysql.err.MySQLError as error:
                    self.transaction_errors.append(error.args[0])
                    connection.rollback()


def test_readers_see_the_old_or_the_new_dump_and_never_an_error(world: World) -> None:
    publisher = hasty(world, attempts=120)
    world.restore(DAY_9)
    publish(publisher, DAY_9)
    with Readers(world.target) as readers:
        readers.wait_for(DAY_9.isoformat())
        for day in (DAY_10, DAY_11):
            world.restore(day)
            publish(publisher, day)
            readers.wait_for(day.isoformat())
        roll_back(publisher, DAY_10)
        before = len(readers.seen_by_queries), len(readers.seen_by_transactions)
        wait_until(
            lambda: (
                len(readers.seen_by_queries) > before[0] + 1
                and len(readers.seen_by_transactions) > before[1] + 1
            ),
            "both readers read again after going back",
        )
    assert readers.query_errors == []
    # A transaction that already read one table and asks for the next may lose a deadlock against the RENAME
    # and has to begin again, as with any deadlock. It never sees a mixture.
    assert set(readers.transaction_errors) <= {1213}
    assert {first for first, _ in readers.seen} == {"2026-02-09", "2026-02-10", "2026-02-11"}
    assert [pair for pair in readers.seen if pair[0] != pair[1]] == []
