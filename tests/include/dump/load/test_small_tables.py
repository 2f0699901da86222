"""Many small tables go in together: few commits, no ALTER TABLE, and every promise of a restore kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pymysql
import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.errors import RestoreTableError
from include.dump.load.load_connection import LoadConnection
from include.dump.load.small_tables import SMALL_BYTES
from include.settings import PROJECT_DIR
from tests.include.dump.contents import compact, contents, restore_with_client
from tests.include.dump.restore_then_hang import COMPLETE_TABLES

pytestmark = pytest.mark.mysql

TABLES = 100
MOST_COMMITS = 30  # four batches, two of the trial, what each connection begins with, and the preparation
LARGE = SMALL_BYTES + 1
AT_ONCE = 32


def small(number: int) -> list[str]:
    """Return a table without a primary key, so that a row that went in twice is there twice, and its row."""
    return [
        f"CREATE TABLE `t{number:03}` (\n  `id` int,\n  `v` varchar(9),\n  KEY `by_v` (`v`)\n) ENGINE=InnoDB",
        f"INSERT INTO `t{number:03}` VALUES ({number},'x')",
    ]


SMALL = [statement for number in range(TABLES) for statement in small(number)]
OTHERS = [
    "CREATE TABLE `empty` (\n  `id` int,\n  KEY `by_id` (`id`)\n)",
    "CREATE TABLE `myisam` (\n  `id` int,\n  KEY `by_id` (`id`)\n) ENGINE=MyISAM",
    "INSERT INTO `myisam` VALUES (1)",
    "CREATE TABLE `words` (\n  `w` text,\n  FULLTEXT KEY `by_w` (`w`)\n)",
    "INSERT INTO `words` VALUES ('some words'),('more')",
    "CREATE TABLE `days` (\n  `d` date,\n  `e` enum('a','b'),\n  KEY `by_d` (`d`)\n)",
    "INSERT INTO `days` VALUES ('0000-00-00','a'),('2026-02-31','')",
    "CREATE TABLE `child` (\n  `id` int,\n  CONSTRAINT `of` FOREIGN KEY (`id`) REFERENCES `parent` (`id`)\n)",
    "INSERT INTO `child` VALUES (1)",
    "CREATE TABLE `parent` (\n  `id` int NOT NULL,\n  PRIMARY KEY (`id`)\n)",
    "INSERT INTO `parent` VALUES (1)",
    f"CREATE TABLE `long` (\n  `v` longtext,\n  `n` int,\n  KEY `by_n` (`n`)\n) COMMENT '{TABLES}'",
    f"INSERT INTO `long` VALUES ('{'x' * LARGE}',1)",
]
AGAIN = ["INSERT INTO `t007` VALUES (7,'again')", "INSERT INTO `long` VALUES ('y',2)"]


@pytest.fixture
def expected(mysql_server: MySqlServer, reference: str) -> dict[str, tuple[str, int]]:
    """Return what the mysql client makes of the dump."""
    restore_with_client(mysql_server, compact(*SMALL, *OTHERS), reference)
    return contents(mysql_server.target, reference)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that is filled with the statements of a restore."""
    found: list[str] = []
    query, commit = LoadConnection.query, LoadConnection.commit

    def noted(self: LoadConnection, statement: str | bytes, *arguments: object) -> int:
        found.append(statement if isinstance(statement, str) else statement.decode("utf-8", "replace"))
        return query(self, statement, *arguments)

    def noted_commit(self: LoadConnection) -> None:
        found.append("COMMIT")
        commit(self)

    monkeypatch.setattr(LoadConnection, "query", noted)
    monkeypatch.setattr(LoadConnection, "commit", noted_commit)
    return found


@pytest.mark.parametrize("options", [{}, {"trial_bytes": 0}, {"connections": 1}, {"chunk_bytes": 2000}])
def test_they_are_as_the_client_makes_them(
    mysql_server: MySqlServer, restore, schema: str, expected, options: dict[str, int]
) -> None:
    summary = restore(compact(*SMALL, *OTHERS), **options)
    assert contents(mysql_server.target, schema) == expected
    tables = {table.name: table for table in summary.tables}
    assert (tables["t001"].rows, tables["t001"].way, tables["t001"].bytes) == (1, "load", len("(1,'x')"))
    assert (tables["empty"].rows, tables["empty"].way) == (0, "empty")
    assert tables["days"].defects == {
        "d": {"zero_dates": 1, "invalid_dates": 1},
        "e": {"empty_enums": 1},
    }


def test_more_rows_of_one_that_was_complete_go_in(
    mysql_server: MySqlServer, restore, schema: str, reference: str
) -> None:
    dump = compact(*SMALL, *OTHERS, *AGAIN)
    restore_with_client(mysql_server, dump, reference)
    tables = {table.name: table for table in restore(dump).tables}
    assert contents(mysql_server.target, schema) == contents(mysql_server.target, reference)
    assert tables["t007"].rows == tables["long"].rows == 2


def test_they_take_few_commits_and_no_alter_table(restore, statements: list[str]) -> None:
    assert restore(compact(*SMALL)).rows == TABLES
    assert statements.count("COMMIT") <= MOST_COMMITS
    assert not [text for text in statements if text.startswith("ALTER TABLE")]
    assert len([text for text in statements if text.startswith("CREATE TABLE `t")]) == TABLES


@contextmanager
def taken(mysql_server: MySqlServer, schema: str) -> Iterator[None]:
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE `{schema}`")
        cursor.execute(f"CREATE TABLE `{schema}`.own (id int)")
        yield
        cursor.execute(f"DROP DATABASE `{schema}`")


def test_the_one_that_fails_is_named_and_the_others_are_complete(
    mysql_server: MySqlServer, restore, schema: str
) -> None:
    bad = [
        "CREATE TABLE `bad` (\n  `id` tinyint,\n  `v` int\n)",
        "INSERT INTO `bad` VALUES (1,1),(1000,1)",
        # A temporary table has no partitions, and the schema in which true ones are tried is somebody else's.
        "CREATE TABLE `worse` (\n  `id` int NOT NULL,\n  `v` int,\n  PRIMARY KEY (`id`)\n)"
        "\nPARTITION BY HASH (`v`)",
        "INSERT INTO `worse` VALUES (1,1)",
    ]
    with taken(mysql_server, f"{schema}_trial"), pytest.raises(RestoreTableError) as caught:
        restore(compact(*SMALL[:20], *bad, *SMALL[20:]), trial_bytes=0)
    assert "2 tables could not be restored" in str(caught.value)
    assert "Table bad, row 2: number out of range, column id" in str(caught.value)
    assert "Table worse cannot be created: A PRIMARY KEY must include all columns" in str(caught.value)
    found = contents(mysql_server.target, schema)
    assert set(found) == {f"t{number:03}" for number in range(TABLES)} | {"bad"}
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        counts = " + ".join(f"(SELECT COUNT(*) FROM {schema}.`{name}`)" for name in found)
        cursor.execute(f"SELECT {counts}")
        assert cursor.fetchone() == (TABLES,)


def test_the_last_rows_of_one_that_failed_are_no_trouble_for_the_others(
    mysql_server: MySqlServer, restore, schema: str, statements: list[str]
) -> None:
    worse = "CREATE TABLE `worse` (\n  `id` int NOT NULL,\n  `v` int,\n  PRIMARY KEY (`id`)\n)"
    rows = [f"INSERT INTO `worse` VALUES ({number},1)" for number in range(3)]
    with taken(mysql_server, f"{schema}_trial"), pytest.raises(RestoreTableError, match="1 table could not"):
        restore(compact(f"{worse}\nPARTITION BY HASH (`v`)", *rows, *SMALL), trial_bytes=0, job_bytes=10)
    assert len([text for text in statements if text.startswith("CREATE TABLE `worse`")]) == 1
    assert not [text for text in statements if text.startswith("DROP TABLE IF EXISTS")]
    assert len(contents(mysql_server.target, schema)) == TABLES


def lose(connection: LoadConnection) -> None:
    connection._force_close()
    raise pymysql.err.OperationalError(2013, "Lost connection to MySQL server during query")


@pytest.mark.parametrize("before", [True, False], ids=["not done", "done"])
@pytest.mark.parametrize("what", ["CREATE TABLE `t", "LOAD DATA", "SELECT (SELECT COUNT", "COMMIT"])
def test_what_is_lost_on_the_way_is_done_once(
    mysql_server: MySqlServer,
    restore,
    schema: str,
    expected,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    before: bool,
) -> None:
    lost: list[str] = []
    query, commit = LoadConnection.query, LoadConnection.commit

    def is_due(statement: str) -> bool:
        due = statement.startswith(what) and threading.current_thread().name.startswith("dump-")
        if due and len(lost) < 3:
            lost.append(statement)
            return True
        return False

    def disturbed(self: LoadConnection, statement: str, act: Callable[[], int | None]) -> int | None:
        due = is_due(statement)
        if due and before:
            lose(self)
        result = act()
        if due:
            lose(self)
        return result

    def disturbed_query(self: LoadConnection, statement: str | bytes, *arguments: object) -> int | None:
        text = statement if isinstance(statement, str) else statement.decode("utf-8", "replace")
        return disturbed(self, text, lambda: query(self, statement, *arguments))

    monkeypatch.setattr(LoadConnection, "query", disturbed_query)
    monkeypatch.setattr(
        LoadConnection, "commit", lambda self: disturbed(self, "COMMIT", lambda: commit(self))
    )
    restore(compact(*SMALL, *OTHERS), trial_bytes=0)
    assert len(lost) == 3
    assert contents(mysql_server.target, schema) == expected


def test_after_the_process_was_killed_whole_batches_are_kept(
    mysql_server: MySqlServer, restore, schema: str, expected, tmp_path: Path
) -> None:
    path = tmp_path / "many.sql"
    tables = 3 * AT_ONCE  # whole batches, of which any two may be the first
    path.write_bytes(compact(*SMALL[: 2 * tables]))
    command = [sys.executable, "-m", "tests.include.dump.restore_then_hang", "restore"]
    command += ["--source", str(path), "--schema", schema, "--url", mysql_server.target.url()]
    process = subprocess.Popen(
        command,
        cwd=PROJECT_DIR,
        env={**os.environ, "TABLES_AT_ONCE": str(AT_ONCE)},
        start_new_session=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert any(line == "held\n" for line in process.stdout), "the restore ended before it was killed"
        os.killpg(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM ops.restore_state_tables WHERE target_schema = %s", (schema,))
        (complete,) = cursor.fetchone()
    assert complete == COMPLETE_TABLES * AT_ONCE
    summary = restore(path)
    assert sum(table.resumed for table in summary.tables) == complete
    assert contents(mysql_server.target, schema) == {f"t{n:03}": expected[f"t{n:03}"] for n in range(tables)}
