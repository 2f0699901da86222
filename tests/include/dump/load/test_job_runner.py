"""A connection that is killed while it loads rows to which the server gives their numbers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.errors import RestoreTableError
from include.dump.load.load_connection import LoadConnection
from include.mysql.server_threads import thread_id
from tests.include.dump.contents import compact, contents, restore_with_client

pytestmark = pytest.mark.mysql

# The first row makes the engine count on from 5, so that numbers used up in vain would show in what follows.
DUMP = compact(
    "CREATE TABLE `n` (`id` int NOT NULL AUTO_INCREMENT, `v` varchar(9), PRIMARY KEY (`id`)) ENGINE=InnoDB",
    "INSERT INTO `n` VALUES (5,'five')",
    "INSERT INTO `n` (`v`) VALUES ('six'),('seven')",
    "INSERT INTO `n` (`v`) VALUES ('eight'),('nine'),('ten')",
    "CREATE TABLE `other` (`id` int NOT NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB",
    "INSERT INTO `other` VALUES (1),(2)",
)


@pytest.fixture
def kill(mysql_server: MySqlServer) -> Callable[[LoadConnection], None]:
    """Return a function that has the server end a connection."""

    def run(connection: LoadConnection) -> None:
        with closing(mysql_server.target.connect()) as other, other.cursor() as cursor:
            cursor.execute("KILL CONNECTION %s", (thread_id(connection),))

    return run


@pytest.fixture
def expected(mysql_server: MySqlServer, reference: str) -> dict[str, tuple[str, int]]:
    """Return what the mysql client makes of the dump."""
    restore_with_client(mysql_server, DUMP, reference)
    return contents(mysql_server.target, reference)


def test_numbers_that_were_used_up_fail_the_table_until_the_next_try(
    mysql_server: MySqlServer,
    restore,
    schema: str,
    expected: dict[str, tuple[str, int]],
    kill: Callable[[LoadConnection], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    dump = tmp_path / "numbers.sql"
    dump.write_bytes(DUMP)
    query, killed = LoadConnection.query, []

    def query_and_lose(connection: LoadConnection, sql: Any, unbuffered: bool = False) -> int:
        done = query(connection, sql, unbuffered)
        # Where the dump is tried the default schema is another one.
        if connection.db == schema.encode() and isinstance(sql, bytes) and b"('seven')" in sql and not killed:
            killed.append(sql)
            kill(connection)
        return done

    with monkeypatch.context() as patch:
        patch.setattr(LoadConnection, "query", query_and_lose)
        with pytest.raises(RestoreTableError) as caught:
            restore(dump)
    assert len(killed) == 1
    assert caught.match("(?s)Table n: the connection broke off while the server gave .* numbers.*then retry")
    summary = restore(dump)
    assert [table.name for table in summary.tables if table.resumed] == ["other"]
    assert contents(mysql_server.target, schema) == expected


def test_numbers_whose_commit_was_done_are_kept(
    mysql_server: MySqlServer,
    restore,
    schema: str,
    expected: dict[str, tuple[str, int]],
    kill: Callable[[LoadConnection], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    query, commit = LoadConnection.query, LoadConnection.commit
    numbering: list[LoadConnection] = []
    killed: list[LoadConnection] = []

    def query_and_watch(connection: LoadConnection, sql: Any, unbuffered: bool = False) -> int:
        if connection.db == schema.encode() and isinstance(sql, bytes) and b"('seven')" in sql:
            numbering.append(connection)
        return query(connection, sql, unbuffered)

    def commit_and_lose(connection: LoadConnection) -> None:
        commit(connection)
        if connection in numbering and not killed:
            killed.append(connection)
            kill(connection)
            connection.ping(reconnect=False)  # what the client would see instead of the answer

    monkeypatch.setattr(LoadConnection, "query", query_and_watch)
    monkeypatch.setattr(LoadConnection, "commit", commit_and_lose)
    restore(DUMP)
    assert len(killed) == len(numbering) == 1
    assert contents(mysql_server.target, schema) == expected
