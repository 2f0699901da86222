"""Table definitions are taken apart without losing a byte."""

from __future__ import annotations

import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.errors import DumpStatementError
from include.dump.parse.scanner import DumpScanner
from include.dump.parse.statement import Statement, StatementKind
from include.dump.parse.table_parser import parse_table
from tests.include.dump.contents import DUMPS, GOOD, contents, dump_with_client


def tables(name: str):
    text = (DUMPS / name).read_bytes()
    events = (e for e in DumpScanner([text]) if isinstance(e, Statement))
    return {e.name: e.table for e in events if e.kind is StatementKind.TABLE}


@pytest.mark.parametrize("name", GOOD)
def test_parts_make_the_statement_again(name: str) -> None:
    for table in tables(name).values():
        assert table.head + b",".join(table.items) + table.tail == table.statement
        assert table.create_statement(defer_indexes=False) == table.statement


def test_which_indexes_wait_for_the_data() -> None:
    found = tables("mysql_classic.sql")
    waiting = {name: len(table.deferrable) for name, table in found.items()}
    assert waiting["all_types"] == 3
    assert waiting["Mixed Case; name"] == 1
    assert waiting["no_primary_key"] == 1  # its UNIQUE key may be the clustered index
    assert waiting["auto_second"] == 0  # AUTO_INCREMENT needs its index at once
    assert waiting["full_text"] == waiting["places"] == waiting["a_child"] == waiting["old_engine"] == 0
    assert found["a_child"].references == {"z_parent"}
    assert b"KEY `by_v`" not in found["all_types"].create_statement(defer_indexes=True)
    assert b"PRIMARY KEY" in found["all_types"].create_statement(defer_indexes=True)


def test_columns_are_understood() -> None:
    columns = {c.name: c for c in tables("mysql_classic.sql")["computed"].columns}
    assert [name for name, c in columns.items() if c.generated] == ["doubled", "kept"]
    assert columns["id"].auto_increment
    assert not columns["id"].nullable
    assert columns["a"].nullable


@pytest.mark.parametrize(
    ("items", "required"),
    [
        (b"a int, b int, PRIMARY KEY(a,b)", ["a", "b"]),
        (
            b"a int, b varchar(9), c int, CONSTRAINT `x` PRIMARY KEY USING BTREE (`A`, `b`(3) DESC)",
            ["a", "b"],
        ),
        (b"a int, b int DEFAULT '1', CONSTRAINT PRIMARY KEY (a, b)", ["a"]),
        (b"a int KEY, b int UNIQUE  KEY", ["a"]),
        (b"a int, b int, UNIQUE KEY (a), KEY `PRIMARY KEY` (b)", []),
    ],
)
def test_columns_of_a_primary_key_have_to_be_written(items: bytes, required: list[str]) -> None:
    columns = parse_table(b"CREATE TABLE `t` (" + items + b") ENGINE=InnoDB").columns
    assert [column.name for column in columns if column.required] == required


def test_a_comment_that_every_server_runs_is_part_of_the_definition() -> None:
    items = b"a int /*!80023 INVISIBLE */, b int /*!80013 NOT NULL */"
    a, b = parse_table(b"CREATE TABLE `t` (" + items + b") /*!80023 COMMENT='*/ x' */").columns
    assert (a.invisible, b.nullable) == (True, False)
    with pytest.raises(DumpStatementError, match="a comment within a versioned comment"):
        parse_table(b"CREATE TABLE `t` (a int) /*!80024 COMMENT='*/ x' */")


@pytest.mark.parametrize(
    "tail",
    [
        *("SELECT 1", "UNION=(x)", "CONNECTION='mysql://x'", "DATA DIRECTORY='/x'"),
        *("TABLE mysql.user", "VALUES ROW(1)", "; CREATE TABLE `u` (`id` int)"),
    ],
)
def test_a_table_of_other_origin_is_refused(tail: str) -> None:
    with pytest.raises(DumpStatementError):
        parse_table(f"CREATE TABLE `t` (`id` int) ENGINE=InnoDB {tail}".encode())


@pytest.mark.parametrize(
    "definition",
    [
        "(`id` int) ENGINE=InnoDB /*!50000 AS SELECT 1 AS id FROM mysql.user */",
        "(`id` int) /*!50000SELECT 1 AS id */",
        "(`id` int) /*! SELECT 1 AS id */",
        "(`id` int) /*M!100000 SELECT 1 AS id */",
        "(`id` int) /*!50100 PARTITION BY HASH (`id`) */ /*!50000 SELECT 1 AS id */",
        "(`id` int /*!50000 ) SELECT * FROM (SELECT user FROM mysql.user */ ) x",
        "(`id` int) /*!99999 ' */ SELECT 1 AS id, 'x'",
        "(`id` int) /*!99999 /* */ SELECT 1 AS id /*! */",
        "(`id` int) /*!50000 SELECT 1 AS id",
        "(`id` int) # '\n SELECT 1 AS id # '",
        "(`id` int # '\n) SELECT 1 AS id # ')",
        "(`id` int) -- '\n SELECT 1 AS id -- '",
    ],
)
def test_comments_do_not_hide_where_the_rows_of_a_table_come_from(definition: str) -> None:
    """Versioned comments run; and what is taken for a comment or a string must be one for the server too."""
    with pytest.raises(DumpStatementError):
        parse_table(f"CREATE TABLE `t` {definition}".encode())


@pytest.mark.parametrize(
    "definition",
    [
        "(`id` int /*!80023 INVISIBLE */, `n` int /*!50606 STORAGE DISK */ /*!50606 COLUMN_FORMAT FIXED */)",
        "(`id` int, CONSTRAINT `c` CHECK ((`id` like _utf8mb4'a#-- ;')) /*!80016 NOT ENFORCED */)",
        "(`a` text, FULLTEXT KEY `k` (`a`) /*!50100 WITH PARSER `ngram` */ ) /*!50503 CHARACTER SET utf8 */",
        "(`id` int) /*!50100 TABLESPACE `innodb_system` */ ENGINE=InnoDB COMMENT='-- # ; /*!50000 SELECT */'",
        "(`v` varchar(9)) /*!50500 PARTITION BY LIST  COLUMNS(v)\n(PARTITION p0 VALUES IN ('select','/*'))*/",
    ],
)
def test_versioned_comments_of_genuine_tables_pass(definition: str) -> None:
    statement = f"CREATE TABLE `t` {definition}".encode()
    assert parse_table(statement).statement == statement


@pytest.mark.mysql
def test_tables_with_versioned_comments_are_restored_as_they_were(
    mysql_server: MySqlServer, restore, schema: str, reference: str
) -> None:
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE `{reference}`")
        cursor.execute(f"USE `{reference}`")
        for number, definition in enumerate(
            (
                "(a int, b int INVISIBLE, c point NOT NULL SRID 4326, d int DEFAULT (1 - -(2)))",
                "(a varchar(9), CONSTRAINT x CHECK (a LIKE 'table -- #%') NOT ENFORCED, KEY k (a) INVISIBLE)",
                "(a text, FULLTEXT KEY (a) WITH PARSER ngram) COMMENT '/*!50000 SELECT 1 */'",
                "(a varchar(9)) PARTITION BY LIST COLUMNS (a) (PARTITION p VALUES IN ('union', ')', '#;'))",
                "(a int, b int AS (a + 1), c varchar(9) AS (concat(a, ' like '))) TABLESPACE innodb_system",
                "(a int) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (1) COMMENT 'table')",
            )
        ):
            cursor.execute(f"CREATE TABLE t{number} {definition}")
    restore(dump_with_client(mysql_server, reference))
    assert contents(mysql_server.target, schema) == contents(mysql_server.target, reference)


def test_words_in_a_comment_are_harmless() -> None:
    statement = b"CREATE TABLE `t` (`id` int COMMENT 'NOT NULL, AS (x)') COMMENT='SELECT; UNION, CONNECTION'"
    table = parse_table(statement)
    assert table.columns[0].nullable
    assert not table.columns[0].generated
