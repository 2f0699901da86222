"""Restored content equals what the mysql client would have restored into an empty schema."""

from __future__ import annotations

import gzip
import itertools
from pathlib import Path

import pytest
import zstandard

from dev.servers.mysql_server import MySqlServer
from include.dump.errors import RestoreTableError
from tests.include.dump.contents import (
    DUMPS,
    GOOD,
    compact,
    contents,
    dump_with_client,
    objects,
    restore_with_client,
    schemas,
    table_names,
)

pytestmark = pytest.mark.mysql

# The header of a classic dump makes the client turn 31 February into 0000-00-00; the engine keeps it.
IMPOSSIBLE = "impossible_days"


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("chunk_bytes", [1, 1 << 20], ids=["streams", "end to end"])
def test_same_as_the_mysql_client(
    mysql_server: MySqlServer, restore, schema: str, reference: str, name: str, chunk_bytes: int
) -> None:
    text = (DUMPS / name).read_bytes()
    restore_with_client(mysql_server, text, reference, charset="cp932" if "cp932" in name else "utf8mb4")
    before = schemas(mysql_server.target)
    database = "basis" if b"USE `basis`" in text else None
    summary = restore(DUMPS / name, expected_database=database, chunk_bytes=chunk_bytes)
    expected, found = contents(mysql_server.target, reference), contents(mysql_server.target, schema)
    if "compact" not in name:
        expected.pop(IMPOSSIBLE, None), found.pop(IMPOSSIBLE, None)
    assert found == expected
    assert {t.name for t in summary.tables} >= set(expected)
    assert schemas(mysql_server.target) - before <= {schema, "ops"}
    assert objects(mysql_server.target, schema) == 0


def test_impossible_days_of_a_classic_dump_are_kept(mysql_server: MySqlServer, restore, schema: str) -> None:
    summary = restore(DUMPS / "mysql_classic.sql")
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT CAST(d AS char), CAST(dt AS char) FROM {schema}.{IMPOSSIBLE} ORDER BY id")
        assert cursor.fetchall() == (
            ("2023-02-31", "2023-02-30 10:00:00"),
            ("2023-04-31", "2023-04-30 00:00:00"),
            (None, "0000-00-00 00:00:00"),
            ("2024-02-29", "2100-02-29 00:00:00"),
        )
    table = next(t for t in summary.tables if t.name == IMPOSSIBLE)
    assert table.defects == {"d": {"invalid_dates": 2}, "dt": {"zero_dates": 1, "invalid_dates": 2}}


def test_defects_that_are_not_tolerated_fail_their_table(
    mysql_server: MySqlServer, restore, schema: str
) -> None:
    with pytest.raises(RestoreTableError, match=r"impossible_days, row 1: .*column d") as caught:
        restore(DUMPS / "mysql_classic.sql", tolerated_defects=("zero_dates",), trial_bytes=0)
    assert "2023" not in str(caught.value)
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        assert "all_types" in table_names(cursor, schema)


def test_ways_and_skipped_objects_are_told(restore) -> None:
    summary = restore(DUMPS / "mysql_compact.sql")
    ways = {table.name: table.way for table in summary.tables}
    assert ways["all_types"] == ways["binaries"] == "load"
    assert ways["places"] == ways["old_engine"] == "insert"
    assert ways["empty_table"] == "empty"
    assert any("rows go by INSERT: column p is point" in note for t in summary.tables for note in t.warnings)
    assert summary.skipped == {"view": 2, "trigger": 1, "procedure": 1, "function": 1, "event": 1}


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("full", [False, True])
def test_dumps_with_the_line_ends_of_windows(
    restore, mysql_server, schema: str, reference: str, name: str, full: bool
) -> None:
    """As ``mysqldump > file`` writes them there (MySQL manual, "mysqldump", --result-file)."""
    text = (DUMPS / name).read_bytes().replace(b"\n", b"\r\n")
    restore_with_client(mysql_server, text, reference, charset="cp932" if "cp932" in name else "utf8mb4")
    restore(text, full_inspection=full)
    expected, found = contents(mysql_server.target, reference), contents(mysql_server.target, schema)
    if "compact" not in name:
        expected.pop(IMPOSSIBLE, None), found.pop(IMPOSSIBLE, None)
    assert found == expected


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_compressed_dumps(mysql_server: MySqlServer, restore, schema: str, tmp_path: Path, pack) -> None:
    path = tmp_path / "named_without_suffix"
    path.write_bytes(pack((DUMPS / "mysql_classic.sql").read_bytes()))
    assert len(restore(path).tables) == len(contents(mysql_server.target, schema)) == 18


def test_round_trip_of_what_was_restored(
    mysql_server: MySqlServer, restore, schema: str, reference: str
) -> None:
    restore(DUMPS / "mysql_compact.sql")
    again = dump_with_client(mysql_server, "--compact", schema)
    restore_with_client(mysql_server, again, reference)
    assert contents(mysql_server.target, reference) == contents(mysql_server.target, schema)


# What LOAD DATA would get wrong without a word, by hand: each is a value as an INSERT writes it.
TRAPS = [
    "0x4142",
    "X'4142'",
    "_utf8mb4'ab'",
    "CONCAT('a','),(')",
    "('in brackets')",
    r"'\N'",
    r"'a\Nb'",
    r"'100\%'",
    r"'a\_b'",
    r"'\x\y'",
    "'it''s'",
    "'a' 'b'",
    " 'leading space'",
    "'trailing space' ",
    "1e3",
    "007",
    "1+1",
    "NULL",
    "null",
    "TRUE",
    '"double"',
    "/* comment */ 'x'",
    r"'\\N'",
    r"'\\\\%'",
    "'NULL'",
    "''",
    r"'\''",
    r"'\\'",
    r"'),(\'),('",
    "');'",
    r"'\0\Z\r\n\t\b'",
    "'/* -- # */'",
    "'\n('",
    "DEFAULT",
]


@pytest.mark.parametrize(
    "separator",
    [",", ", ", ",\n", " ,\r\n  ", ", /* c */\n"],
    ids=["tight", "space", "line", "wide", "comment"],
)
def test_values_that_load_data_reads_otherwise(
    mysql_server: MySqlServer, restore, schema: str, reference: str, separator: str
) -> None:
    rows = separator.join(f"({i}{',' if i % 2 else ', '}{value},{i})" for i, value in enumerate(TRAPS))
    dump = compact(
        "CREATE TABLE `t` (`id` int NOT NULL, `v` varchar(50) DEFAULT 'd', `n` int NOT NULL,"
        " PRIMARY KEY (`id`))",
        f"INSERT INTO `t` VALUES {rows}",
    )
    restore_with_client(mysql_server, dump, reference)
    restore(dump)
    assert contents(mysql_server.target, schema) == contents(mysql_server.target, reference)


@pytest.mark.parametrize("chunk_bytes", [1, 1 << 20], ids=["streams", "end to end"])
def test_rows_of_one_table_in_two_places(restore, chunk_bytes: int) -> None:
    dump = compact(
        "CREATE TABLE `a` (`id` int NOT NULL, `v` int, PRIMARY KEY (`id`), KEY `k` (`v`))",
        "INSERT INTO `a` VALUES (1,1)",
        "CREATE TABLE `b` (`id` int NOT NULL, PRIMARY KEY (`id`))",
        "INSERT INTO `b` VALUES (1)",
        "INSERT INTO `a` VALUES (2,2),(3,3)",
    )
    summary = restore(dump, chunk_bytes=chunk_bytes)
    assert {t.name: t.rows for t in summary.tables} == {"a": 3, "b": 1}
    assert summary.rows == 4


def test_a_field_of_twenty_megabytes(mysql_server: MySqlServer, restore, schema: str) -> None:
    text = "長い'\\\\),(".replace("'", r"\'") * 1_000_000
    dump = compact(
        "CREATE TABLE `t` (`id` int NOT NULL, `v` longtext, PRIMARY KEY (`id`)) DEFAULT CHARSET=utf8mb4",
        f"INSERT INTO `t` VALUES (1,'{text}'),(2,NULL)",
    )
    assert restore(dump).tables[0].way == "load"
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            f"SELECT LENGTH(v), v = REPEAT('長い\\'\\\\),(', 1000000) FROM {schema}.t WHERE id = 1"
        )
        assert cursor.fetchone() == (11_000_000, 1)


@pytest.mark.parametrize("value", ["'a'", "CONCAT('a')"], ids=["load", "insert"])
def test_reserved_words_without_quotes_are_names(
    mysql_server: MySqlServer, restore, schema: str, value: str
) -> None:
    """mysqldump --skip-quote-names writes such rows, which the client refuses."""
    table = "CREATE TABLE `select` (id int NOT NULL, `order` varchar(9), PRIMARY KEY (id)) ENGINE=InnoDB"
    restore(compact(table, f"INSERT INTO select (order, id) VALUES ({value},1),('b',2)"))
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT id, `order` FROM `{schema}`.`select` ORDER BY id")
        assert list(cursor.fetchall()) == [(1, "a"), (2, "b")]


BINARY_TEXTS = ["", "a'b", "\\", "東京😀", ",_binary ", "(1,_binary 'x')", "\x00\n\r\x1a\t", "NULL"]


@pytest.mark.parametrize("extra", [b"", b"\xff\xfe'"], ids=["text", "bytes"])
def test_binary_columns_keep_every_byte(
    mysql_server: MySqlServer, restore, schema: str, reference: str, extra: bytes
) -> None:
    """LOAD DATA takes binary strings; the introducer within a text is no introducer."""
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE `{reference}`")
        columns = "id int PRIMARY KEY, b blob, t text, v varbinary(99) NOT NULL, f binary(40)"
        cursor.execute(f"CREATE TABLE `{reference}`.t ({columns})")
        for number, text in enumerate(BINARY_TEXTS):
            other, value = BINARY_TEXTS[-number], None if number == 3 else text.encode() + extra
            cursor.execute(
                f"INSERT INTO `{reference}`.t VALUES (%s,%s,%s,_binary %s,_binary %s)",
                (number, value, other, other.encode(), text.encode()),
            )
        connection.commit()
    summary = restore(dump_with_client(mysql_server, "--compact", reference))
    assert {table.way for table in summary.tables} == {"load"}, [t.warnings for t in summary.tables]
    assert contents(mysql_server.target, schema) == contents(mysql_server.target, reference)


@pytest.mark.parametrize(
    ("options", "ways"), [((), {"load"}), (("--hex-blob",), {"insert"})], ids=["text", "hex"]
)
def test_bits_are_loaded_as_the_bytes_that_they_are_written_as(
    mysql_server: MySqlServer, restore, schema: str, reference: str, options: tuple[str, ...], ways: set[str]
) -> None:
    """LOAD DATA stores the bytes of a field in a BIT column as INSERT does those of a string."""
    pairs = itertools.product(b"\0\1\b\t\n\r\x1a\"'(),;A\\_\x7f", repeat=2)
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE `{reference}`")
        columns = "id int PRIMARY KEY, one bit(1) NOT NULL, two bit(16), eight bit(64), t text"
        cursor.execute(f"CREATE TABLE `{reference}`.t ({columns})")
        for number, (high, low) in enumerate(pairs):
            bits = None if number == 100 else high << 8 | low
            cursor.execute(
                f"INSERT INTO `{reference}`.t VALUES (%s,%s,%s,%s,%s)",
                (number, low % 2, bits, low << 40 | high, bytes([high, low]).decode()),
            )
        connection.commit()
    summary = restore(dump_with_client(mysql_server, "--compact", *options, reference))
    assert {table.way for table in summary.tables} == ways, [t.warnings for t in summary.tables]
    assert contents(mysql_server.target, schema) == contents(mysql_server.target, reference)
