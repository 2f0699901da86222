"""A dump that is cut, damaged or something else is refused by name before anything is touched."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from pathlib import Path

import pytest
import zstandard

from include.dump.errors import (
    DumpFormatError,
    DumpIncompleteError,
    DumpMismatchError,
    DumpStatementError,
)
from include.dump.parse.inspection import inspect_dump
from include.dump.source.local_file import LocalFileSource
from include.dump.source.manifest import DumpManifest
from include.exceptions import DumpError
from tests.include.dump.contents import DUMPS, GOOD, compact

TABLE_AND_ROWS = compact(
    "CREATE DATABASE /*!32312 IF NOT EXISTS*/ `basis` /*!40100 DEFAULT CHARACTER SET utf8mb4 */",
    "USE `basis`",
    "/*!40101 SET @saved_cs_client     = @@character_set_client */",
    "CREATE TABLE `t` (\n  `id` int NOT NULL,\n  `v` varchar(99),\n  PRIMARY KEY (`id`)\n) ENGINE=InnoDB",
    "/*!40101 SET character_set_client = @saved_cs_client */",
    r"INSERT INTO `t` VALUES (1,'a;'),(2,'b\'),(;'),(3,NULL)",
    r"INSERT INTO `t` VALUES (4,'/* ; -- # */ \\')",
)
SMALL = TABLE_AND_ROWS + (
    b"DELIMITER ;;\n/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER `x` BEFORE INSERT ON `t` "
    b"FOR EACH ROW BEGIN SET NEW.v = ';'; END */;;\nDELIMITER ;\n"
)


def inspect(tmp_path: Path, content: bytes, **options):
    path = tmp_path / "dump"
    path.write_bytes(content)
    return inspect_dump(LocalFileSource(path), **options)


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("full", [False, True], ids=["quick", "full"])
def test_good_dumps_pass(name: str, full: bool) -> None:
    report = inspect_dump(LocalFileSource(DUMPS / name), full=full)
    assert report.stored_bytes == report.text_bytes == (DUMPS / name).stat().st_size
    assert report.sha256 == hashlib.sha256((DUMPS / name).read_bytes()).hexdigest()
    assert report.shape == ("compact" if "compact" in name else "classic")
    assert json.loads(report.to_json())["tables"][0]["name"] == report.table_names[0]


@pytest.mark.parametrize("name", GOOD)
def test_quick_and_full_inspection_agree(name: str) -> None:
    quick, full = (inspect_dump(LocalFileSource(DUMPS / name), full=f) for f in (False, True))
    assert quick.table_names == full.table_names
    assert [t.statements for t in quick.tables] == [t.statements for t in full.tables]
    assert quick.database == full.database
    assert quick.definitions == full.definitions


def test_a_compact_dump_cut_at_any_byte(tmp_path: Path) -> None:
    """Only cuts right behind a statement pass unnoticed; size, checksum and table list are for those."""
    ends = {0}
    for position in range(1, len(SMALL)):
        try:
            inspect(tmp_path, SMALL[:position])
        except DumpError:
            continue
        ends.add(position)
    statements = {
        SMALL.index(marker) + len(marker)
        for marker in (
            b"@saved_cs_client */;",
            b"(3,NULL);",
            rb"# */ \\');",
            b"END */;;",
            b"END */;;\nDELIMITER ;",
        )
    } | {SMALL.index(b"saved_cs_client */;\nINSERT") + len(b"saved_cs_client */;")}
    allowed = {0} | statements | {end + 1 for end in statements}
    # A line such as "DELIMITER" alone has no effect on the rows.
    assert {e for e in ends if SMALL[:e].rstrip(b"\n").rsplit(b"\n", 1)[-1][:3] != b"DEL"} <= allowed


def test_a_classic_dump_cut_at_any_byte(tmp_path: Path) -> None:
    text = (DUMPS / "mysql_latin1.sql").read_bytes()
    last = text.index(b"-- Dump completed") + len(b"-- Dump completed")
    for position in range(last):
        with pytest.raises(DumpError):
            inspect(tmp_path, text[:position])
    inspect(tmp_path, text[:last])


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor(write_checksum=True).compress])
def test_compressed_data_cut_or_flipped_anywhere(tmp_path: Path, pack) -> None:
    content = pack(SMALL)
    for position in range(len(content)):
        with pytest.raises(DumpError):
            inspect(tmp_path, content[:position])
    chance = random.Random(1)
    for position in range(len(content)):
        damaged = bytearray(content)
        damaged[position] ^= 1 << chance.randrange(8)
        try:
            report = inspect(tmp_path, bytes(damaged), full=True)
        except DumpError:
            continue
        # Bytes of a header that mean nothing for the content: time, operating system, flags.
        assert report.tables[0].rows == 4
        assert position < 16


def test_gzip_of_several_members_and_trailing_garbage(tmp_path: Path) -> None:
    members = b"".join(gzip.compress(SMALL[i : i + 100]) for i in range(0, len(SMALL), 100))
    assert inspect(tmp_path, members + b"\0" * 100, full=True).tables[0].rows == 4
    with pytest.raises(DumpIncompleteError, match=r"gzip data of the dump (is damaged|ends too early)"):
        inspect(tmp_path, members + b"garbage")


def test_zstd_of_several_frames(tmp_path: Path) -> None:
    frames = b"".join(zstandard.compress(SMALL[i : i + 100]) for i in range(0, len(SMALL), 100))
    assert inspect(tmp_path, frames, full=True).tables[0].rows == 4


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty"),
        (b"BZh91AY&SY", "bzip2"),
        (b"\xfd7zXZ\x00\x00", "xz"),
        (b"PK\x03\x04" + b"x" * 50, "zip"),
        (b"XBSTCK01" + b"\0" * 50, "xbstream"),
        (b"\xfebin\x00", "binary log"),
        (b"PGDMP\x01", "PostgreSQL"),
        (b"--\n-- PostgreSQL database dump\n--\n", "PostgreSQL"),
        (b"SQLite format 3\x00", "SQLite"),
        (b"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n", "SQLite"),
        (b'<?xml version="1.0"?>\n<mysqldump xmlns:xsi="x">', "--xml"),
        (b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code>', "S3"),
        (b"<!DOCTYPE html><html>", "HTML"),
        (b'{\n  "dumper": "mysqlsh Ver 8.0.35",', "MySQL Shell"),
        (b'{"a": 1}', "JSON"),
        (b"1\tYamada\t\\N\n2\tSato\t3\n", "--tab"),
        (b"mysqldump: [Warning] Using a password on the command line interface can be insecure.\n", "2>&1"),
        ("-- MySQL dump".encode("utf-16"), "UTF-16"),
        (bytes(random.Random(2).randbytes(5000)), "binary data|damaged"),
        (b"\0" * 1000, "binary data"),
        (b"hello world\n", "no SQL"),
        (b"# Notes\n\n/* all */ Prose that begins with a comment.\n", "no SQL"),
        (b"-- a\n--\n# b\n\nDear reader, this is no dump;\n", "no SQL"),
        (b"-- Warning\nmysqldump: [Warning] Using a password on the command line.\n", "2>&1"),
        (gzip.compress(gzip.compress(SMALL)), "compressed twice"),
        (b"x" * 257 + b"ustar" + b"\0" * 300, "tar"),
        (b"Salted__12345678", "openssl"),
    ],
)
def test_other_formats_are_refused_by_name(tmp_path: Path, content: bytes, name: str) -> None:
    with pytest.raises((DumpFormatError, DumpIncompleteError), match=name):
        inspect(tmp_path, content)


@pytest.mark.parametrize("full", [False, True])
def test_a_dump_of_another_database(tmp_path: Path, full: bool) -> None:
    with pytest.raises(DumpMismatchError, match="database basis, not of staging"):
        inspect(tmp_path, SMALL, expected_database="staging", full=full)
    with pytest.raises(DumpMismatchError, match="2 databases: basis, other"):
        inspect(tmp_path, SMALL + b"USE `other`;\n", full=full)
    header, tables = b"-- Host: localhost    Database: basis\n", SMALL.partition(b"USE `basis`;\n")[2]
    assert inspect(tmp_path, header + b"USE `other`;\n" + tables, full=full).database == "other"
    with pytest.raises(DumpMismatchError, match="2 databases: basis, other"):
        inspect(tmp_path, header + tables + b"USE `other`;\n", full=full)
    classic = (DUMPS / "mysql_latin1.sql").read_bytes()
    with pytest.raises(DumpMismatchError, match="database basis"):
        inspect(tmp_path, classic, expected_database="other", full=full)


def test_expected_tables(tmp_path: Path) -> None:
    inspect(tmp_path, SMALL, expected_tables={"t"})
    with pytest.raises(DumpMismatchError, match="lacks 2 of the expected tables: T, u"):
        inspect(tmp_path, SMALL, expected_tables={"t", "T", "u"})


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"dump_size_bytes": 10}, "its manifest says 10"),
        ({"dump_sha256": "00" * 32}, "SHA-256"),
        ({"source_database": "staging"}, "database staging"),
        ({"valid_for_etl": False, "reason": "corrupted_snapshot_window"}, "corrupted_snapshot_window"),
        ({"tables": {"t": 5}}, "4 rows of table t; its manifest says 5"),
        ({"tables": {"other": 0}}, "lacks 1 of the expected tables: other"),
    ],
)
def test_a_manifest_that_says_otherwise(tmp_path: Path, facts: dict[str, object], message: str) -> None:
    with pytest.raises(DumpMismatchError, match=message):
        inspect(
            tmp_path,
            SMALL,
            manifest=DumpManifest.from_json(json.dumps(facts)),
            expected_database="basis",
            full=True,
        )


def test_a_manifest_that_fits(tmp_path: Path) -> None:
    facts = {
        "dump_size_bytes": len(SMALL),
        "dump_sha256": hashlib.sha256(SMALL).hexdigest().upper(),
        "source_database": "basis",
        "valid_for_etl": True,
        "tables": {"t": 4},
    }
    assert inspect(tmp_path, SMALL, manifest=DumpManifest.from_json(json.dumps(facts)), full=True).full
    with pytest.raises(DumpMismatchError, match="cannot be understood"):
        DumpManifest.from_json("[1]")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE `t` SET v = 1",
        "DELETE FROM `t`",
        "TRUNCATE TABLE `t`",
        "ALTER TABLE `t` RENAME TO `u`",
        "ALTER TABLE `t` DROP PARTITION p",
        "ALTER TABLE `other`.`t` ADD x int",
        "INSERT INTO `other`.`t` VALUES (1,'a')",
        "INSERT INTO `t` SELECT * FROM `u`",
        *("INSERT INTO `t` SET v = 1", "INSERT INTO `t` SET id=9) v='a'", "INSERT INTO `t` SET id=9, v='a',"),
        "INSERT INTO `t` VALUES (9,'a') AS new",
        "INSERT INTO `unknown` VALUES (1)",
        "CREATE TABLE `other`.`u` (`id` int)",
        "CREATE TABLE `u` (`id` int) SELECT 1 AS id",
        "CREATE TABLE `u` (`id` int) DATA DIRECTORY='/tmp'",
        "CREATE TABLE `u` (`id` int) ENGINE=MERGE UNION=(`x`)",
        "CREATE TABLE `u` LIKE `t`",
        "LOAD DATA INFILE 'x' INTO TABLE `t`",
        "CALL purge_all()",
    ],
)
def test_statements_that_mysqldump_does_not_write(tmp_path: Path, statement: str) -> None:
    with pytest.raises((DumpStatementError, DumpIncompleteError, DumpMismatchError)) as caught:
        inspect(tmp_path, SMALL + statement.encode() + b";\n", full=True)
    assert "'a'" not in str(caught.value)


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        b"CREATE TABLE `a` (`id` int);CREATE TABLE `b` (`id` int);INSERT INTO `b` VALUES (1);\n",
        b"CREATE TABLE `a` (`id` int);\nINSERT INTO `a` VALUES (1);CREATE TABLE `b` (`id` int);\n",
    ],
)
def test_several_statements_on_one_line(tmp_path: Path, text: bytes, full: bool) -> None:
    """The quick look sees the first of them only: it must not refuse what it did not see."""
    assert inspect(tmp_path, text, full=full, expected_tables={"a", "b"}).table_names == ("a", "b")


def test_raw_line_breaks_in_values_do_not_mislead_the_quick_look(tmp_path: Path) -> None:
    """mysqldump escapes them; a dump by other hands may not."""
    text = TABLE_AND_ROWS + b"INSERT INTO `t` VALUES (9,'\nCREATE TABLE `ghost` (SELECT 1;\n');\n"
    report = inspect(tmp_path, text)
    assert report.table_names == ("t",)
    assert report.tables[0].rows == 5


@pytest.mark.parametrize(
    "name",
    [
        "numbers_default",
        "numbers_left_out",
        "rows_without_default",
        "command_with_backslash",
        "command_use_before_set",
        "drops_tables",
        "drops_database",
        "versioned_table",
        "trigger_before_rows",
        "transaction_open",
        "database_charset_altered_unnamed",
    ],
)
def test_a_quick_look_sees_what_only_reading_all_of_a_dump_explains(name: str) -> None:
    source = LocalFileSource(DUMPS / "client" / f"{name}.sql")
    try:
        full = inspect_dump(source, full=True)
    except DumpError as error:
        with pytest.raises(DumpError, match=re.escape(error.problem)):
            inspect_dump(source)
    else:
        quick = inspect_dump(source)
        assert (quick.numbered, quick.definitions) == (full.numbered, full.definitions)
