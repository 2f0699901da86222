"""What only a true table tells is known in time, from a schema of its own that does not stay."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.errors import RestoreTableError, RestoreTargetError
from include.dump.load.load_connection import LoadConnection
from include.dump.load.options import RestoreOptions
from include.dump.restore.restore import restore_dump
from include.dump.restore.trial_schema import TrialSchema
from include.dump.source.local_file import LocalFileSource
from include.mysql.server_threads import thread_id
from tests.include.dump.contents import compact, contents, objects, schemas
from tests.include.dump.restore.test_dump_trial import RIGHTS, limited_user

pytestmark = pytest.mark.mysql

PARENT = "CREATE TABLE `p` (`id` int NOT NULL, `n` int, PRIMARY KEY (`id`), KEY `n` (`n`)) ENGINE=InnoDB"
CHILD = (
    "CREATE TABLE `c` (`id` int NOT NULL, `p` int, PRIMARY KEY (`id`), "
    "CONSTRAINT `f` FOREIGN KEY (`p`) REFERENCES `p` ({})) ENGINE=InnoDB"
)
KEYLESS = CHILD.partition(", CONSTRAINT")[0] + ")"
GOOD = compact(CHILD.format("`id`"), "INSERT INTO `c` VALUES (1,1)", PARENT, "INSERT INTO `p` VALUES (1,1)")
BAD = compact(PARENT, CHILD.format("`n`"))


@pytest.fixture
def beside(mysql_server: MySqlServer, schema: str) -> Iterator[str]:
    """Return the name of the schema in which tables are tried; dropped afterwards."""
    yield f"{schema}_trial"
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS `{schema}_trial`")


@pytest.fixture
def trials(beside: str, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Return the statements about the schema in which tables are tried, which it goes on collecting."""
    query, found = LoadConnection.query, []

    def query_and_note(connection: LoadConnection, sql: Any, unbuffered: bool = False) -> int:
        if isinstance(sql, bytes) and f"`{beside}`".encode() in sql:
            found.append(sql)
        return query(connection, sql, unbuffered)

    monkeypatch.setattr(LoadConnection, "query", query_and_note)
    return found


def test_a_foreign_key_that_does_not_fit_leaves_nothing_behind(
    mysql_server: MySqlServer, restore, schema: str
) -> None:
    restore(GOOD)
    before, all_schemas = contents(mysql_server.target, schema), schemas(mysql_server.target)
    with pytest.raises(
        RestoreTargetError, match=r"(?s)table c of the dump: .*unique key.*Nothing was touched"
    ):
        restore(BAD)
    assert contents(mysql_server.target, schema) == before
    assert schemas(mysql_server.target) == all_schemas


PARTS = (
    "CREATE TABLE `d` (`id` int NOT NULL AUTO_INCREMENT, `d` date NOT NULL, `t` timestamp NULL, "
    "`y` int GENERATED ALWAYS AS (year(`d`)) VIRTUAL, `i` int INVISIBLE, PRIMARY KEY (`id`, `d`))\n"
    "/*!50100 PARTITION BY RANGE (year(`d`))\n(PARTITION p0 VALUES LESS THAN (2026),\n"
    " PARTITION p1 VALUES LESS THAN (2027)) */"
)
ROWS = (
    "INSERT INTO `d` (`id`, `d`, `t`) VALUES (0,'0000-00-00',NULL),(1,'2026-02-31','2026-03-08 02:30:00'),{}"
)
WITH_TEXT = "CREATE TABLE `w` (`id` int, `v` varchar(9), FULLTEXT KEY `v` (`v`)) ENGINE=InnoDB"
PLACES = "CREATE TABLE `g` (`id` int NOT NULL, `t` varchar(40){}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"
PLACE = "INSERT INTO `g` VALUES (1,'POINT(10 200)')"
INDEX_BY_FUNCTION = "CREATE INDEX `i` ON `g` ((ST_Longitude(ST_GeomFromText(`t`,4326))))"
REFUSED_ROWS = {
    "no partition takes a row": (
        (PARTS, ROWS.format("(2,'2027-01-01',NULL)")),
        "Table d: no partition for the row",
    ),
    "no partition takes a row that may be ignored": (
        (PARTS, "INSERT IGNORE INTO `d` (`id`, `d`) VALUES (1,'2027-01-01'),(1,'2026-01-01')"),
        "Table d: no partition for the row",
    ),
    "a key that comes later has a value twice": (
        (WITH_TEXT, "INSERT INTO `w` VALUES (1,'a'),(1,'b')", "ALTER TABLE `w` ADD PRIMARY KEY (`id`)"),
        "Table w cannot be altered as the dump does: duplicate value",
    ),
    "a row has no parent for a foreign key that comes later": (
        (
            PARENT,
            "INSERT INTO `p` VALUES (1,1)",
            "CREATE TABLE `c` (`id` int NOT NULL, `p` int) ENGINE=InnoDB",
            "INSERT INTO `c` VALUES (1,2)",
            "ALTER TABLE `c` ADD CONSTRAINT `f` FOREIGN KEY (`p`) REFERENCES `p` (`id`)",
        ),
        "Table c cannot be altered as the dump does: a foreign key without a row",
    ),
    "a row has no parent for a foreign key that comes behind other changes": (
        (
            "CREATE TABLE `p` (`id` int NOT NULL) ENGINE=InnoDB",
            "INSERT INTO `p` VALUES (1)",
            "CREATE TABLE `c` (`id` int NOT NULL, `p` int) ENGINE=InnoDB",
            "INSERT INTO `c` VALUES (1,2)",
            "ALTER TABLE `c` ADD PRIMARY KEY (`id`), ADD KEY `p` (`p`)",
            "ALTER TABLE `p` ADD PRIMARY KEY (`id`)",
            "ALTER TABLE `c` MODIFY `id` int NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=2",
            "ALTER TABLE `p` MODIFY `id` int NOT NULL AUTO_INCREMENT",
            "ALTER TABLE `c` ADD CONSTRAINT `f` FOREIGN KEY (`p`) REFERENCES `p` (`id`)",
        ),
        "Table c cannot be altered as the dump does: a foreign key without a row",
    ),
    "a row has no parent for a foreign key of the definition": (
        (PARENT, "INSERT INTO `p` VALUES (1,1)", CHILD.format("`id`"), "INSERT INTO `c` VALUES (1,1),(2,2)"),
        "Table c: a foreign key without a row that it refers to",
    ),
    "a row has no parent for a foreign key of a column": (
        (PARENT, f"{KEYLESS[:-1]}, `q` int REFERENCES `p` (`id`))", "INSERT INTO `c` VALUES (1,NULL,2)"),
        "Table c: a foreign key without a row that it refers to",
    ),
    "a value is none of a table with a foreign key of a column": (
        (PARENT, f"{KEYLESS[:-1]}, `q` int REFERENCES `p` (`id`))", "INSERT INTO `c` VALUES ('x',NULL,NULL)"),
        "Table c, row 1: value impossible for the type",
    ),
    "a row takes the place of another one": (
        (PARENT, *["REPLACE INTO `p` VALUES (1,1),(2,2)"] * 2),
        "Table p: 2 of 4 rows are left, because REPLACE",
    ),
    "a row is out of the range of an index of an expression": (
        (PLACES.format(""), PLACE, INDEX_BY_FUNCTION),
        r"Table g cannot be altered as the dump does: a longitude out of range \(error 3616\)\.\nNext: Corr",
    ),
    "a row of a table that is no temporary one is out of such a range": (
        (PLACES.format(", FULLTEXT KEY `t` (`t`)"), PLACE, INDEX_BY_FUNCTION),
        r"Table g cannot be altered as the dump does: a longitude out of range \(error 3616\)\.\nNext: Corr",
    ),
    "a row makes the server say what is not expected of rows": (
        (
            PLACES.format(", FULLTEXT KEY `t` (`t`)"),
            """INSERT INTO `g` VALUES (1,'{"type":"no"}')""",
            "ALTER TABLE `g` ADD KEY ((ST_Longitude(ST_GeomFromGeoJSON(`t`))))",
        ),
        r"Table g cannot be altered as the dump does: MySQL error \(error \d+\)\.\nNext: Corr",
    ),
}


@pytest.mark.parametrize(("statements", "text"), REFUSED_ROWS.values(), ids=REFUSED_ROWS)
def test_a_row_that_only_a_true_table_refuses_leaves_nothing_behind(
    mysql_server: MySqlServer, restore, schema: str, statements: tuple[str, ...], text: str
) -> None:
    restore(GOOD)
    before, all_schemas = contents(mysql_server.target, schema), schemas(mysql_server.target)
    with pytest.raises(
        RestoreTableError, match=f"(?s)1 table cannot be restored. {text}.*Nothing was touched"
    ):
        restore(compact(*statements))
    assert contents(mysql_server.target, schema) == before
    assert schemas(mysql_server.target) == all_schemas


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("FULLTEXT KEY (`id`)", "cannot be part of FULLTEXT index"),
        ("FOREIGN KEY (`id`) REFERENCES `w` (`id`)", "Missing"),
        ("CHECK (`v` = (SELECT 1))", "disallowed function"),
    ],
)
def test_a_definition_that_comes_behind_the_rows_is_refused_in_the_words_of_mysql(
    restore, key: str, text: str
) -> None:
    with pytest.raises(RestoreTargetError, match=f"(?s)table w of the dump: .*{text}.*Change that"):
        restore(compact(WITH_TEXT, "INSERT INTO `w` VALUES (1,'a')", f"ALTER TABLE `w` ADD {key}"))


LATER = (KEYLESS, "INSERT INTO `c` VALUES (1,1)", PARENT, "INSERT INTO `p` VALUES (1,1)")
KEYS = ("ALTER TABLE `c` ADD CONSTRAINT `f` FOREIGN KEY (`p`) REFERENCES `p` (`id`)",)
TAKEN_ROWS = {
    "odd days and a number of 0": (
        "SET sql_mode='NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES'",
        PARTS,
        ROWS.format("(2,'2026-12-31',NULL)"),
    ),
    "foreign key behind the rows": (*LATER, *KEYS),
    "parents that come later": (CHILD.format("`id`"), *LATER[1:]),
    "no parents where the dump does not check": (
        PARENT,
        CHILD.format("`id`"),
        "SET foreign_key_checks = 0",
        "INSERT INTO `c` VALUES (1,1)",
    ),
    "columns that change behind the rows": (
        *LATER,
        "ALTER TABLE `p` DROP COLUMN `n`, ADD COLUMN `m` int DEFAULT (1 + 1)",
        "ALTER TABLE `p` ADD COLUMN `g` int AS (`m` + 1) STORED",
        *KEYS,
    ),
}


@pytest.mark.parametrize("statements", TAKEN_ROWS.values(), ids=TAKEN_ROWS)
def test_rows_that_a_true_table_takes_are_no_trouble(restore, statements: tuple[str, ...]) -> None:
    rows = sum(statement.count("),(") + 1 for statement in statements if statement.startswith("INSERT"))
    assert sum(table.rows for table in restore(compact(*statements)).tables) == rows


def test_tables_that_a_temporary_one_can_be_cost_no_true_ones(restore, trials: list[bytes]) -> None:
    restore(compact(PARENT, "INSERT INTO `p` VALUES (1,1)"))
    assert trials == []


def test_only_the_tables_in_question_are_tried_as_true_ones(
    restore, beside: str, trials: list[bytes]
) -> None:
    restore(compact(PARENT, CHILD.format("`id`"), PARENT.replace("`p`", "`other`")))
    begin = f"CREATE TABLE `{beside}`.".encode()
    made = [sql.removeprefix(begin).split()[0] for sql in trials if sql.startswith(begin)]
    assert made[1:] == [b"`p`", b"`c`"]


@pytest.mark.parametrize(
    "own", ["TABLE `{}`.own (id int)", "PROCEDURE `{}`.own () SELECT 1"], ids=["table", "procedure"]
)
def test_a_schema_of_that_name_that_is_not_ours_is_left_alone(
    mysql_server: MySqlServer, restore, beside: str, own: str
) -> None:
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE `{beside}`")
        cursor.execute(f"CREATE {own.format(beside)}")
    assert [table.rows for table in restore(GOOD).tables] == [1, 1]
    with pytest.raises(RestoreTableError, match=r"Table c cannot be created: .*unique key"):
        restore(BAD)
    assert len(contents(mysql_server.target, beside)) + objects(mysql_server.target, beside) == 1


def test_what_a_killed_trial_left_is_dropped(
    mysql_server: MySqlServer, restore, schema: str, beside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    query, killed = LoadConnection.query, []

    def query_and_lose(connection: LoadConnection, sql: Any, unbuffered: bool = False) -> int:
        done = query(connection, sql, unbuffered)
        if isinstance(sql, bytes) and sql.startswith(f"CREATE TABLE `{beside}`.`c`".encode()) and not killed:
            killed.append(sql)
            with closing(mysql_server.target.connect()) as other, other.cursor() as cursor:
                cursor.execute("KILL CONNECTION %s", (thread_id(connection),))
        return done

    monkeypatch.setattr(LoadConnection, "query", query_and_lose)
    assert [table.rows for table in restore(GOOD).tables] == [1, 1]
    assert len(killed) == 1
    assert beside not in schemas(mysql_server.target)


@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize("dump", [GOOD, compact(PARENT)], ids=["trial", "no trial"])
def test_what_a_killed_process_left_is_dropped(
    mysql_server: MySqlServer, restore, schema: str, beside: str, dump: bytes, marked: bool
) -> None:
    """It may have been killed between the schema and its mark."""
    with closing(LoadConnection.to(mysql_server.target, None, "")) as connection:
        assert TrialSchema(schema).create(connection)
        if not marked:
            connection.query(f"DROP TABLE `{beside}`.__tables_that_a_restore_tries__")
    restore(dump)
    assert beside not in schemas(mysql_server.target)


def test_what_a_killed_process_left_hinders_nobody_who_cannot_drop_it(
    mysql_server: MySqlServer, schema: str, beside: str, tmp_path: Path
) -> None:
    path = tmp_path / "dump.sql"
    path.write_bytes(compact(PARENT, "INSERT INTO `p` VALUES (1,1)"))
    with closing(LoadConnection.to(mysql_server.target, None, "")) as connection:
        assert TrialSchema(schema).create(connection)
    with (
        limited_user(mysql_server, f"{RIGHTS}, CREATE TEMPORARY TABLES", "ops", schema) as target,
        mysql_server.target.connect() as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(f"GRANT SELECT ON `{beside}`.* TO {target.user}@'%'")
        summary = restore_dump(LocalFileSource(path), target, schema, RestoreOptions(), lambda _: None)
    assert [table.rows for table in summary.tables] == [1]
    assert beside in schemas(mysql_server.target)


@pytest.mark.parametrize("rights", ["SELECT", "CREATE", "CREATE, DROP"])
def test_a_user_without_a_right_to_that_schema_restores_as_well(
    mysql_server: MySqlServer, schema: str, beside: str, tmp_path: Path, rights: str
) -> None:
    path = tmp_path / "dump.sql"
    with (
        limited_user(mysql_server, f"{RIGHTS}, CREATE TEMPORARY TABLES", "ops", schema) as target,
        mysql_server.target.connect() as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(f"GRANT {rights} ON `{beside}`.* TO {target.user}@'%'")
        for dump in (GOOD, BAD):
            path.write_bytes(dump)
            if dump is GOOD:
                restore_dump(LocalFileSource(path), target, schema, RestoreOptions(), lambda _: None)
                continue
            with pytest.raises(RestoreTableError, match=r"Table c cannot be created: .*unique key"):
                restore_dump(LocalFileSource(path), target, schema, RestoreOptions(), lambda _: None)
    assert beside not in schemas(mysql_server.target)
