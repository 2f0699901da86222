"""Keys that a dump adds behind its rows: built once, whatever happens, and refused with their cause."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pymysql
import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.errors import DumpStatementError, RestoreTableError
from include.dump.load.load_connection import LoadConnection
from include.dump.load.small_tables import SMALL_BYTES
from tests.include.dump.contents import DUMPS, compact, contents

pytestmark = pytest.mark.mysql

DUMP = DUMPS / "client" / "phpmyadmin.sql"
INDEXES = DUMPS / "client" / "indexes_behind_rows.sql"
COLUMNS = DUMPS / "client" / "alter_columns.sql"
BEGINNINGS = (b"ALTER TABLE `rooms`", b"ALTER TABLE `t`", b"CREATE UNIQUE INDEX `u`", b"DROP INDEX `old`")
TABLE = "CREATE TABLE `t` (`id` int NOT NULL, `v` int) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"

UNNAMED = compact(
    "CREATE TABLE `p` (`id` int NOT NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB",
    "INSERT INTO `p` VALUES (1)",
    TABLE.replace("(`id` int NOT NULL", "(`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY"),
    "INSERT INTO `t` VALUES (1,1)",
    "ALTER TABLE `t` ADD KEY (`v`)",
    "ALTER TABLE `t` ADD UNIQUE (`v`)",
    "ALTER TABLE `t` ADD FOREIGN KEY (`v`) REFERENCES `p` (`id`)",
    "ALTER TABLE `t` ADD CHECK (`v` > 0)",
    "ALTER TABLE `t` ADD CONSTRAINT `c` CHECK (`v` < 9)",
    "ALTER TABLE `t` AUTO_INCREMENT=40",
)

# Its index is built behind its rows.
LARGE = compact(
    "CREATE TABLE `t` (`id` int NOT NULL, `v` int, `w` longtext, PRIMARY KEY (`id`), KEY (`v`))",
    f"INSERT INTO `t` VALUES (1,1,'{'x' * SMALL_BYTES}')",
)


def test_a_restore_of_the_same_dump_again_starts_afresh(
    mysql_server: MySqlServer, restore, schema: str
) -> None:
    restore(DUMP)
    first = contents(mysql_server.target, schema)
    restore(DUMP)
    assert contents(mysql_server.target, schema) == first
    assert sorted(first) == ["buildings", "notes", "rooms"]


@pytest.mark.parametrize(
    ("dump", "statement"),
    [
        (DUMP, b"ADD PRIMARY KEY"),
        (DUMP, b"ADD CONSTRAINT"),
        (DUMP, b"MODIFY"),
        (COLUMNS, b"ADD COLUMN"),
        (COLUMNS, b"CHANGE"),
        (COLUMNS, b"DROP COLUMN"),
        (INDEXES, b"CREATE UNIQUE INDEX"),
        (INDEXES, b"DROP INDEX"),
        (LARGE, b"ADD KEY"),
        (UNNAMED, b"ADD KEY"),
        (UNNAMED, b"ADD UNIQUE"),
        (UNNAMED, b"ADD FOREIGN KEY"),
        (UNNAMED, b"ADD CHECK"),
        (UNNAMED, b"ADD CONSTRAINT"),
        (UNNAMED, b"AUTO_INCREMENT"),
    ],
)
def test_a_connection_lost_behind_the_alter_table_changes_nothing(
    mysql_server: MySqlServer,
    restore,
    schema: str,
    monkeypatch: pytest.MonkeyPatch,
    dump: Path | bytes,
    statement: bytes,
) -> None:
    restore(dump)
    expected = contents(mysql_server.target, schema)
    query, lost = LoadConnection.query, []

    def query_and_lose(connection: LoadConnection, sql: Any, unbuffered: bool = False) -> int:
        done = query(connection, sql, unbuffered)
        own = isinstance(sql, bytes) and sql.startswith(BEGINNINGS) and statement in sql
        if own and not lost and connection.db != b"ops":  # there the dump is tried
            lost.append(sql)
            connection.close()
            raise pymysql.err.OperationalError(2013, "Lost connection to MySQL server during query")
        return done

    monkeypatch.setattr(LoadConnection, "query", query_and_lose)
    restore(dump, fresh=True)
    assert len(lost) == 1
    assert contents(mysql_server.target, schema) == expected


def test_rows_that_break_the_key_are_named_with_it(restore) -> None:
    dump = compact(TABLE, "INSERT INTO `t` VALUES (1,1),(2,1)", "ALTER TABLE `t` ADD UNIQUE KEY `v` (`v`)")
    with pytest.raises(RestoreTableError, match=r"(?s)Table t cannot be altered .*duplicate value") as caught:
        restore(dump, trial_bytes=0)
    assert str(caught.value).endswith("retry.")


def test_rows_behind_a_column_that_was_defined_anew_are_refused(restore) -> None:
    dump = compact(TABLE, "ALTER TABLE `t` MODIFY `v` bigint", "INSERT INTO `t` VALUES (1,1)")
    with pytest.raises(DumpStatementError, match=r"rows for table t at byte \d+, behind an ALTER TABLE"):
        restore(dump)


def test_a_clause_in_a_versioned_comment_is_refused(restore) -> None:
    dump = compact(
        TABLE, "INSERT INTO `t` VALUES (1,1)", "ALTER TABLE `t` ADD KEY `v` (`v`) /*!50100 , DROP `id` */"
    )
    with pytest.raises(DumpStatementError, match="does more than change columns"):
        restore(dump)


@pytest.mark.parametrize(
    ("checks", "refused"),
    [
        ("IF(@OLD_FOREIGN_KEY_CHECKS IS NULL, 1, @OLD_FOREIGN_KEY_CHECKS)", True),
        ("1", True),
        ("OFF", False),
        ("0", False),
    ],
)
def test_a_foreign_key_is_checked_if_the_dump_checks_it(restore, checks: str, refused: bool) -> None:
    dump = compact(
        "CREATE TABLE `b` (`id` int NOT NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB",
        TABLE,
        "INSERT INTO `t` VALUES (1,1)",
        f"SET FOREIGN_KEY_CHECKS={checks}",
        "ALTER TABLE `t` ADD CONSTRAINT `f` FOREIGN KEY (`v`) REFERENCES `b` (`id`)",
    )
    if refused:
        with pytest.raises(RestoreTableError, match="Table t cannot be altered"):
            restore(dump)
    else:
        assert [table.rows for table in restore(dump).tables] == [0, 1]


def test_a_table_of_another_dump_is_not_altered(restore) -> None:
    dump = compact(TABLE, "INSERT INTO `t` VALUES (1,1)", "ALTER TABLE `u` ADD KEY `v` (`v`)")
    with pytest.raises(DumpStatementError, match=r"alters table u at byte \d+ and has no CREATE TABLE"):
        restore(dump)
