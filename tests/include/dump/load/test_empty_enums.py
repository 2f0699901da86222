"""The error value of an ENUM, written as the empty string: restored as the client does, and counted."""

from __future__ import annotations

from typing import Any

import pymysql
import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.errors import RestoreTableError
from include.dump.load.load_connection import LoadConnection
from include.dump.parse.lexicon import lexicon
from include.dump.parse.row_values import values_of
from tests.include.dump.contents import compact, contents, dump_with_client, restore_with_client

ROWS = 1_700
# Each is the rest of a CREATE TABLE after the columns id, state and mark: what decides how the rows go in.
SHAPES = {
    "load": ("", "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"),
    "insert": (", `b` blob", "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"),
    "cannot_roll_back": ("", "ENGINE=MyISAM DEFAULT CHARSET=utf8mb4"),
    "indexed": (", KEY `k` (`state`), KEY `l` (`状態`,`id`)", "ENGINE=InnoDB DEFAULT CHARSET=cp932"),
}


# A table with an error value, then one whose value only a session that is not strict would take.
TWO_TABLES = compact(
    "CREATE TABLE `a` (`id` int NOT NULL, `state` enum('a') NOT NULL, `b` blob, PRIMARY KEY (`id`))",
    "INSERT INTO `a` VALUES (1,'','')",
    "CREATE TABLE `t` (`id` int NOT NULL, `v` varchar(2) NOT NULL, `b` blob, PRIMARY KEY (`id`))",
    "INSERT INTO `t` VALUES (1,'too long','')",
)


@pytest.fixture
def source(mysql_server: MySqlServer) -> Any:
    """Return a schema in which each shape of table holds ENUM values that are none of their list."""
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS enum_source")
        cursor.execute("CREATE DATABASE enum_source")
        cursor.execute("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', cte_max_recursion_depth = 100000")
        for name, (more, engine) in SHAPES.items():
            cursor.execute(
                f"CREATE TABLE enum_source.`{name}` (`id` int NOT NULL,"
                " `state` enum('a','b','it''s') NOT NULL, `状態` enum('申込','契約') DEFAULT NULL,"
                " `declared` enum('x','') NOT NULL, `t` varchar(20) NOT NULL,"
                f" PRIMARY KEY (`id`){more}) {engine}"
            )
            cursor.execute(
                f"INSERT INTO enum_source.`{name}` (id, state, `状態`, declared, t)"
                f" WITH RECURSIVE n AS (SELECT 1 i UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})"
                " SELECT i, ELT(1 + i % 4, 'a', 'bogus', 'b', 'it''s'),"
                " CASE WHEN i % 5 = 0 THEN NULL WHEN i % 700 = 1 THEN 'x' ELSE '契約' END,"
                " IF(i % 3, 'x', ''), IF(i % 2, '', ''',''') FROM n"
            )
    yield "enum_source"
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("DROP DATABASE enum_source")


@pytest.mark.mysql
@pytest.mark.parametrize("shape", ["--skip-compact", "--compact", "--default-character-set=cp932"])
def test_restored_as_the_client_does_and_counted_by_column(
    mysql_server: MySqlServer, restore, schema: str, reference: str, source: str, shape: str
) -> None:
    dump = dump_with_client(mysql_server, shape, source)
    restore_with_client(mysql_server, dump, reference, charset="cp932" if "cp932" in shape else "utf8mb4")
    summary = restore(dump)
    expected = contents(mysql_server.target, source)
    assert contents(mysql_server.target, reference) == expected
    assert contents(mysql_server.target, schema) == expected
    assert summary.short()["defects"] == {"empty_enums": len(SHAPES) * (ROWS // 4 + 3)}
    for table in summary.tables:
        assert table.defects == {"state": {"empty_enums": ROWS // 4}, "状態": {"empty_enums": 3}}
        assert table.rows == ROWS


@pytest.mark.mysql
def test_without_the_tolerance_the_table_fails_by_row_and_column(restore) -> None:
    dump = compact(
        "CREATE TABLE `t` (`id` int NOT NULL, `state` enum('a','b') NOT NULL, PRIMARY KEY (`id`))",
        "INSERT INTO `t` VALUES (1,'a'),(2,''),(3,'b')",
    )
    with pytest.raises(RestoreTableError, match="row 2: value cut short or not allowed, column state"):
        restore(dump, tolerated_defects=("zero_dates", "invalid_dates"))


@pytest.mark.mysql
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("(1,'','x',1),(2,'secret','x',1)", "row 2: value cut short or not allowed, column state"),
        ("(1,'','x',1),(2,'a','longer than it may be',1)", "row 2: value too long, column v"),
        ("(1,'','x',1),(2,'b','x',900)", "row 2: number out of range, column n"),
        ("(1,'','x',1),(2,'b','x',NULL)", "row 2: NULL in a NOT NULL column, column n"),
        ("(1,'','x',1),(2,'','x',1),(1,'a','x',1)", "row 3: duplicate value of a unique key, key t.PRIMARY"),
        ("(1,'','',1),(2,'a','',1),(3,0,'',1)", "row 3: value cut short or not allowed, column state"),
        (
            "(1,'','',1),(2,'a','',1),(3,'a','',1),(4,'a','',NULL)",
            "row 4: NULL in a NOT NULL column, column n",
        ),
        (
            "(1,'','',1),(2,'a','',1),(2,'a','',1),(3,'a','')",
            "row 3: duplicate value of a unique key, key t.PRIMARY",
        ),
        (
            "(1,'','',1), /* c */\n(2,'','',1), /* c */\n(3,'a','too long',1)",
            "row 3: value too long, column v",
        ),
    ],
)
@pytest.mark.parametrize("blob", ["", ",''"], ids=["load", "insert"])
def test_nothing_else_passes_beside_an_error_value(restore, values: str, expected: str, blob: str) -> None:
    """Outside strict mode the server would cut, clip and replace values with a mere warning.

    A BLOB makes all rows go by one INSERT, in which a bad one stands beside the error value.
    """
    column = ", `b` blob" if blob else ""
    dump = compact(
        "CREATE TABLE `t` (`id` int NOT NULL, `state` enum('a','b') NOT NULL, `v` varchar(5) NOT NULL,"
        f" `n` tinyint NOT NULL{column}, PRIMARY KEY (`id`))",
        f"INSERT INTO `t` VALUES {values.replace(')', blob + ')')}",
    )
    with pytest.raises(RestoreTableError) as caught:
        restore(dump, connections=1)
    assert f"Table t, {expected}" in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.mysql
@pytest.mark.parametrize("engine", ["InnoDB", "MyISAM"])
def test_a_number_with_text_behind_it_is_not_cut_with_a_mere_note(restore, engine: str) -> None:
    """Outside strict mode '12abc' in a DECIMAL becomes 12 with a note, as a rounded value has one."""
    table = (
        "CREATE TABLE `t` (`id` int NOT NULL, `state` enum('a') NOT NULL, `n` decimal(10,2) NOT NULL,"
        f" `b` blob, PRIMARY KEY (`id`)) ENGINE={engine}"
    )
    with pytest.raises(RestoreTableError, match=r"Table t, (row 2|one of the rows 1 to 2): "):
        restore(compact(table, "INSERT INTO `t` VALUES (1,'',1,''),(2,'a','12abc','')"))


@pytest.mark.mysql
def test_what_strict_mode_lets_pass_passes_beside_an_error_value(
    mysql_server: MySqlServer, restore, schema: str, reference: str
) -> None:
    """Bytes that are no text in a BLOB without _binary, as mariadb-dump writes them, and a rounded number."""
    dump = compact(
        "CREATE TABLE `t` (`id` int NOT NULL, `state` enum('a') NOT NULL, `b` blob, `n` decimal(10,2),"
        " PRIMARY KEY (`id`))",
        "INSERT INTO `t` VALUES (1,'a','x',1),(2,'','x','1.005'),(3,'a','BYTES',2)",
    ).replace(b"BYTES", b"\xff\xfe")
    restore_with_client(mysql_server, dump, reference)
    assert restore(dump).tables[0].defects == {"state": {"empty_enums": 1}}
    assert contents(mysql_server.target, schema) == contents(mysql_server.target, reference)


@pytest.mark.mysql
def test_more_warnings_than_a_server_keeps_hide_nothing(restore) -> None:
    names = [f"e{number}" for number in range(140)]
    values = ["ok" if number < 495 else "too long" for number in range(1, 501)]
    rows = ",".join(f"({i},'{value}'" + ",''" * 140 + ")" for i, value in enumerate(values, 1))
    columns = "".join(f", `{name}` enum('a') NOT NULL" for name in names)
    dump = compact(
        f"CREATE TABLE `t` (`id` int NOT NULL, `v` varchar(3) NOT NULL{columns}, PRIMARY KEY (`id`))",
        f"INSERT INTO `t` VALUES {rows}",
    )
    with pytest.raises(RestoreTableError, match="Table t, row 495: value too long, column v"):
        restore(dump)


@pytest.mark.mysql
def test_a_connection_that_cannot_be_made_strict_again_is_not_used_any_more(
    restore, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = LoadConnection.query
    failures = [pymysql.err.OperationalError(1317, "Query execution was interrupted")]

    def interrupted(self: LoadConnection, statement: str | bytes, *arguments: Any) -> Any:
        if failures and isinstance(statement, str) and "max_error_count = DEFAULT" in statement:
            raise failures.pop()
        return query(self, statement, *arguments)

    monkeypatch.setattr(LoadConnection, "query", interrupted)
    with pytest.raises(RestoreTableError, match=r"Table t, row 1: value too long"):
        restore(TWO_TABLES, connections=1, trial_bytes=0)
    assert not failures


@pytest.mark.mysql
def test_the_session_is_strict_again_afterwards(restore) -> None:
    """The table after it goes over the same connection: a value that is cut there must still fail."""
    with pytest.raises(
        RestoreTableError, match=r"1 table could not be restored\. Table t, row 1: value too long"
    ):
        restore(TWO_TABLES, connections=1, trial_bytes=0)


@pytest.mark.mysql
def test_a_table_that_cannot_roll_back_names_the_rows_that_may_be_bad(restore) -> None:
    dump = compact(
        "CREATE TABLE `t` (`id` int NOT NULL, `v` varchar(2) NOT NULL, PRIMARY KEY (`id`)) ENGINE=MyISAM",
        "INSERT INTO `t` VALUES (1,'a'),(2,'too long'),(3,'b')",
    )
    with pytest.raises(RestoreTableError, match="Table t, one of the rows 1 to 3: value too long, column v"):
        restore(dump)


def test_a_row_is_taken_apart_at_its_own_commas_only() -> None:
    row = rb"""( 1, 'a,b' ,'it''s \', (', NULL,_binary 'x,y',CONCAT('(',','),"d,e",-1.5e3, 0x2C /* , */ )"""
    assert values_of(row, lexicon("utf8mb4")) == [
        b"1",
        b"'a,b'",
        rb"'it''s \', ('",
        b"NULL",
        b"_binary 'x,y'",
        b"CONCAT('(',',')",
        b'"d,e"',
        b"-1.5e3",
        b"0x2C",
    ]
    assert values_of("('表,','x')".encode("cp932"), lexicon("cp932")) == ["'表,'".encode("cp932"), b"'x'"]
