"""What the server says of a definition is known before anything is touched, in its own words."""

from __future__ import annotations

import secrets
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pymysql
import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.errors import RestoreTableError, RestoreTargetError
from include.dump.load.load_connection import LoadConnection
from include.dump.load.load_outcome import LoadOutcome
from include.dump.load.options import RestoreOptions
from include.dump.restore.restore import restore_dump
from include.dump.source.local_file import LocalFileSource
from include.mysql.target import WarehouseTarget
from tests.include.dump.contents import compact, contents

pytestmark = pytest.mark.mysql

FAULTY = {
    "collation of MariaDB": ("`v` varchar(9) COLLATE utf8mb4_uca1400_ai_ci", "Unknown collation"),
    "list with a value twice in strict mode": ("`v` enum('yes','Yes')", "duplicated value 'yes'"),
    "key of more than 3072 bytes": ("`v` varchar(900), UNIQUE KEY `k` (`v`)", "key was too long"),
}


@pytest.mark.parametrize(
    "tail", ["", "\n/*!50100 PARTITION BY HASH (`id`)\nPARTITIONS 3 */"], ids=["whole", "parts"]
)
@pytest.mark.parametrize(("column", "text"), FAULTY.values(), ids=FAULTY)
def test_a_definition_that_the_server_refuses_leaves_the_schema_alone(
    mysql_server: MySqlServer, restore, schema: str, column: str, text: str, tail: str
) -> None:
    good = "CREATE TABLE `a` (`id` int NOT NULL, PRIMARY KEY (`id`))"
    restore(compact(good))
    faulty = f"CREATE TABLE `b` (`id` int, {column}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4{tail}"
    with pytest.raises(RestoreTargetError, match=f"table b of the dump: .*{text}"):
        restore(compact(good.replace("`a`", "`c`"), faulty))
    assert list(contents(mysql_server.target, schema)) == ["a"]


GOOD = "CREATE TABLE `a` (`id` int NOT NULL, PRIMARY KEY (`id`))"
TABLE = "CREATE TABLE `b` (`id` int NOT NULL, `n` tinyint, `d` date, UNIQUE KEY `n` (`n`)) ENGINE=InnoDB"
BAD_ROWS = {
    "out of range": (
        ["INSERT INTO `b` VALUES (1,1,NULL)", "INSERT INTO `b` VALUES (2,2,NULL),(3,999,NULL)"],
        r"Table b, row 3: number out of range, column n",
    ),
    "key twice": (["INSERT INTO `b` VALUES (1,1,NULL),(2,1,NULL)"], "Table b, row 2: duplicate value"),
    "no date": (["INSERT INTO `b` VALUES (1,1,'soon')"], "Table b, row 1: .*column d"),
    "key twice for a key that comes later": (
        ["INSERT INTO `b` VALUES (1,1,NULL),(1,2,NULL)", "ALTER TABLE `b` ADD PRIMARY KEY (`id`)"],
        "Table b cannot be altered as the dump does: duplicate value",
    ),
}


@pytest.mark.parametrize(("statements", "text"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_row_that_the_server_refuses_leaves_the_schema_alone(
    mysql_server: MySqlServer, restore, schema: str, statements: list[str], text: str
) -> None:
    restore(compact(GOOD, "INSERT INTO `a` VALUES (1)"))
    before = contents(mysql_server.target, schema)
    with pytest.raises(
        RestoreTableError, match=f"(?s)1 table cannot be restored. {text}.*Nothing was touched"
    ):
        restore(compact(GOOD.replace("`a`", "`c`"), TABLE, *statements))
    assert contents(mysql_server.target, schema) == before


NOT_TEMPORARY = {
    "foreign key": "CONSTRAINT `f` FOREIGN KEY (`id`) REFERENCES `c` (`id`)) ENGINE=InnoDB",
    "foreign key without a name": "foreign key (`id`) REFERENCES `c` (`id`)) ENGINE=InnoDB",
    "fulltext index": "FULLTEXT KEY `v` (`v`)) ENGINE=InnoDB",
    "compressed": "KEY `v` (`v`)) ENGINE=InnoDB ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8 COMMENT='TABLESPACE'",
    "page compression": "KEY `v` (`v`)) ENGINE=InnoDB COMPRESSION='zlib'",
    "tablespace": "KEY `v` (`v`)) /*!50100 TABLESPACE `innodb_system` */ ENGINE=InnoDB",
    "partitions": "KEY `v` (`v`)) ENGINE=InnoDB /*!50100 PARTITION BY HASH (`id`) PARTITIONS 3 */",
}


@pytest.mark.parametrize("rest", NOT_TEMPORARY.values(), ids=NOT_TEMPORARY)
def test_a_row_of_a_table_that_is_no_temporary_one_as_written_is_tried_too(
    mysql_server: MySqlServer, restore, schema: str, rest: str
) -> None:
    parent = "SET foreign_key_checks = 0;\n" + GOOD.replace("`a`", "`c`")
    table = f"CREATE TABLE `b` (`id` int NOT NULL, `n` tinyint, `v` varchar(9), PRIMARY KEY (`id`), {rest}"
    restore(compact(parent, table, "INSERT INTO `b` VALUES (1,9,'x')"))
    before = contents(mysql_server.target, schema)
    with pytest.raises(RestoreTableError, match=r"(?s)Table b, row 2: number out .*Nothing was touched"):
        restore(compact(parent, table, "INSERT INTO `b` VALUES (1,9,'x'),(2,999,'x')"), fresh=True)
    assert contents(mysql_server.target, schema) == before


def test_rows_are_tried_again_when_the_first_trial_was_interrupted(
    mysql_server: MySqlServer, restore, schema: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The temporary tables of the first trial would be in the way of the second."""
    restore(compact(GOOD, "INSERT INTO `a` VALUES (1)"))
    before = contents(mysql_server.target, schema)
    load, interrupted = LoadConnection.load, []

    def interrupt(connection: LoadConnection, statement: str, text: Iterable[bytes]) -> LoadOutcome:
        if not interrupted:
            interrupted.append(statement)
            raise pymysql.err.OperationalError(1317, "Query execution was interrupted")
        return load(connection, statement, text)

    monkeypatch.setattr(LoadConnection, "load", interrupt)
    with pytest.raises(RestoreTableError, match=r"(?s)Table b, row 1: number out .*Nothing was touched"):
        restore(compact(TABLE, "INSERT INTO `b` VALUES (1,999,NULL)"))
    assert len(interrupted) == 1
    assert contents(mysql_server.target, schema) == before


def test_a_server_that_loses_each_trial_is_given_up_without_trying_everything_again(
    restore, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[LoadConnection] = []

    def lose(connection: LoadConnection, statement: str, text: Iterable[bytes]) -> LoadOutcome:
        tries.append(connection)
        raise pymysql.err.OperationalError(2013, "Lost connection to MySQL server during query")

    monkeypatch.setattr(LoadConnection, "load", lose)
    monkeypatch.setattr("include.dump.load.server_session._ATTEMPTS", 2)
    monkeypatch.setattr("include.dump.load.server_session._PAUSE_SECONDS", 0)
    with pytest.raises(RestoreTargetError, match=r"cannot be used: .*2013"):
        restore(compact(GOOD, "INSERT INTO `a` VALUES (1)"), reconnect_seconds=0)
    assert len(tries) == 2


@pytest.mark.parametrize("by_load", [True, False])
def test_a_full_disk_is_not_the_fault_of_a_row(
    restore, monkeypatch: pytest.MonkeyPatch, by_load: bool
) -> None:
    query = LoadConnection.query

    def fill_up(connection: LoadConnection, sql: Any, *arguments: Any) -> int:
        text = sql.decode() if isinstance(sql, bytes) else sql
        if text.startswith(("INSERT INTO `b`", "LOAD DATA")):
            raise pymysql.err.OperationalError(1114, "The table 'b' is full")
        return query(connection, sql, *arguments)

    monkeypatch.setattr(LoadConnection, "query", fill_up)
    value = "NULL" if by_load else "1+1"
    with pytest.raises(RestoreTargetError, match=r"cannot be used: .*disk is full \(error 1114\)"):
        restore(compact(TABLE, f"INSERT INTO `b` VALUES (1,{value},NULL),(2,NULL,NULL)"))


def test_the_rows_of_a_large_dump_are_not_tried(mysql_server: MySqlServer, restore, schema: str) -> None:
    dump = compact(GOOD, "INSERT INTO `a` VALUES (1)", TABLE, "INSERT INTO `b` VALUES (1,999,NULL)")
    with pytest.raises(RestoreTableError, match="complete tables are kept"):
        restore(dump, trial_bytes=len(dump) - 1)
    assert sorted(contents(mysql_server.target, schema)) == ["a", "b"]


RIGHTS = "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES"


@contextmanager
def limited_user(server: MySqlServer, rights: str, *schemas: str) -> Iterator[WarehouseTarget]:
    """Return the server as a user with these rights on schemas alone."""
    user, password = f"u_{secrets.token_hex(4)}", secrets.token_hex(8)
    with server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE USER {user}@'%' IDENTIFIED BY '{password}'")
        for name in schemas:
            cursor.execute(f"GRANT {rights} ON `{name}`.* TO {user}@'%'")
    try:
        yield replace(server.target, user=user, password=password)
    finally:
        with server.target.connect() as connection, connection.cursor() as cursor:
            cursor.execute(f"DROP USER {user}@'%'")


def test_a_user_without_temporary_tables_learns_of_the_row_from_the_true_table(
    mysql_server: MySqlServer, schema: str, tmp_path: Path
) -> None:
    path = tmp_path / "dump.sql"
    path.write_bytes(compact(TABLE, "INSERT INTO `b` VALUES (1,999,NULL)"))
    with (
        limited_user(mysql_server, RIGHTS, "ops", schema) as target,
        pytest.raises(RestoreTableError, match=r"1 table could not be restored\. Table b, row 1"),
    ):
        restore_dump(LocalFileSource(path), target, schema, RestoreOptions(), lambda _: None)


# As mysqldump writes them for a server with binary logs, and others for which Aurora gives no user the right.
# The client stops at each (error 1227); none decides what tables and rows become.
NOT_FOLLOWED = [
    "SET @@SESSION.SQL_LOG_BIN= 0",
    "SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5'",
    "SET SESSION binlog_format='ROW'",
    "SET SESSION pseudo_thread_id=5",
    "SET GLOBAL max_allowed_packet=1073741824",
]
FOLLOWED = {
    "sql_require_primary_key": "0",
    "sql_generate_invisible_primary_key": "ON",
    "innodb_strict_mode": "0",
}


@pytest.mark.parametrize("setting", NOT_FOLLOWED)
def test_a_user_without_administration_restores_what_sets_variables_of_the_server(
    mysql_server: MySqlServer, restore, schema: str, reference: str, tmp_path: Path, setting: str
) -> None:
    path = tmp_path / "dump.sql"
    path.write_bytes(compact(setting, GOOD, "INSERT INTO `a` VALUES (1),(2)"))
    with limited_user(mysql_server, f"{RIGHTS}, CREATE TEMPORARY TABLES", "ops", schema, reference) as target:
        refused = with_client(mysql_server, target, path.read_bytes(), reference)
        restore_dump(LocalFileSource(path), target, schema, RestoreOptions(), lambda _: None)
    assert "ERROR 1227" in refused
    found = contents(mysql_server.target, schema)
    restore(compact(GOOD, "INSERT INTO `a` VALUES (1),(2)"), overwrite=True)
    assert found == contents(mysql_server.target, schema)


@pytest.mark.parametrize("name", FOLLOWED)
def test_a_variable_that_decides_on_tables_and_that_the_user_may_not_set_is_named_in_time(
    mysql_server: MySqlServer, restore, schema: str, reference: str, tmp_path: Path, name: str
) -> None:
    restore(compact(GOOD))
    before = contents(mysql_server.target, schema)
    path = tmp_path / "dump.sql"
    path.write_bytes(compact(f"SET SESSION {name}={FOLLOWED[name]}", TABLE))
    with limited_user(mysql_server, f"{RIGHTS}, CREATE TEMPORARY TABLES", "ops", schema, reference) as target:
        assert "ERROR 1227" in with_client(mysql_server, target, path.read_bytes(), reference)
        with pytest.raises(
            RestoreTargetError, match=rf"(?s)sets for table b \({name}\): Access denied.*Nothing was touched"
        ):
            restore_dump(LocalFileSource(path), target, schema, RestoreOptions(), lambda _: None)
    assert contents(mysql_server.target, schema) == before


def with_client(server: MySqlServer, target: WarehouseTarget, text: bytes, schema: str) -> str:
    """Return what the mysql client says when this user loads a dump into a new schema."""
    with server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE `{schema}`")
    command = server.client_command("mysql", f"--user={target.user}", f"--password={target.password}", schema)
    return subprocess.run(command, input=text, capture_output=True, check=False).stderr.decode()
