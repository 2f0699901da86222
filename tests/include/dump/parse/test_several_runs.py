"""A file may hold several runs of mysqldump; each has to have the end that its own beginning promises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.errors import DumpIncompleteError, DumpMismatchError
from include.dump.parse.dump_checks import warnings_about
from include.dump.parse.inspection import inspect_dump
from include.dump.parse.report import DumpReport
from include.dump.source.local_file import LocalFileSource
from include.exceptions import DumpError
from tests.include.dump.contents import DUMPS, compact, dump_with_client

FIRST = (DUMPS / "mysql_latin1.sql").read_bytes()
SECOND = FIRST.replace(b"`auto_zero`", b"`c`").replace(b"`no_primary_key`", b"`d`")  # as by ">> file"
COMPACT = compact(
    "CREATE TABLE `e` (`id` int)", "INSERT INTO `e` VALUES (1),(2)", "INSERT INTO `e` VALUES (3)"
)
TABLES = ("auto_zero", "no_primary_key", "c", "d")

both_ways = pytest.mark.parametrize("full", [False, True], ids=["quick", "full"])


def uncommented(text: bytes) -> bytes:
    """Return a dump as --skip-comments makes it."""
    return re.sub(rb"(?m)^--.*\n", b"", text)


def inspect(tmp_path: Path, content: bytes, *, full: bool) -> DumpReport:
    path = tmp_path / "dump"
    path.write_bytes(content)
    return inspect_dump(LocalFileSource(path), full=full)


@both_ways
@pytest.mark.parametrize("text", [bytes, uncommented], ids=["comments", "no comments"])
def test_the_end_of_the_first_run_is_not_that_of_a_cut_second_one(tmp_path: Path, text, full: bool) -> None:
    first, second = text(FIRST), text(SECOND)
    assert inspect(tmp_path, first + second, full=full).table_names == TABLES
    begins, ends = (second.index(mark) for mark in (b"SET @OLD_SQL_NOTES", b"SET SQL_NOTES=@OLD"))
    if text is bytes:
        begins, ends = 0, second.index(b"-- Dump completed")
    lines = [m.end() for m in re.finditer(rb"\n", second) if begins < m.start() < ends]
    assert len(lines) > 30
    for position in lines:
        with pytest.raises(DumpIncompleteError):
            inspect(tmp_path, first + second[:position], full=full)


@both_ways
@pytest.mark.parametrize("text", [bytes, uncommented], ids=["comments", "no comments"])
def test_the_end_of_the_second_run_is_not_that_of_a_cut_first_one(tmp_path: Path, text, full: bool) -> None:
    first, second = text(FIRST), text(SECOND)
    for marker in (b"DEFAULT '',\n", b"0900_ai_ci;\n", b"UNLOCK TABLES;\n", b"@OLD_TIME_ZONE */;\n"):
        position = first.index(marker) + len(marker)
        with pytest.raises(DumpError):
            inspect(tmp_path, first[:position] + second, full=full)


@both_ways
@pytest.mark.parametrize(
    "order", [(FIRST, COMPACT), (COMPACT, FIRST), (COMPACT, COMPACT.replace(b"`e`", b"`f`"))]
)
def test_a_compact_run_among_others_leaves_the_end_in_doubt(
    tmp_path: Path, order: tuple[bytes, bytes], full: bool
) -> None:
    assert warnings_about(inspect(tmp_path, FIRST, full=full), None) is None
    report = inspect(tmp_path, b"".join(order), full=full)
    assert "no mark of its end" in (warnings_about(report, None) or "")


@both_ways
def test_runs_of_two_databases_are_told_apart_by_their_comments(tmp_path: Path, full: bool) -> None:
    with pytest.raises(DumpMismatchError, match="2 databases: basis, other"):
        inspect(tmp_path, FIRST + SECOND.replace(b"Database: basis", b"Database: other"), full=full)


@pytest.mark.mysql
def test_two_runs_of_mysqldump_in_one_file_are_restored_unless_cut(
    mysql_server: MySqlServer, restore, reference: str
) -> None:
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE `{reference}`")
        for name in "ab":
            cursor.execute(f"CREATE TABLE `{reference}`.{name} (id int PRIMARY KEY, v varchar(20))")
            rows = ",".join(f"({i},'{name * 20}')" for i in range(2000))
            cursor.execute(f"INSERT INTO `{reference}`.{name} VALUES {rows}")
    runs = [dump_with_client(mysql_server, "--net-buffer-length=16384", reference, name) for name in "ab"]
    assert {t.name: t.rows for t in restore(b"".join(runs)).tables} == {"a": 2000, "b": 2000}
    for full in (False, True):
        with pytest.raises(DumpIncompleteError, match="Dump completed"):
            restore(runs[0] + runs[1][: runs[1].rindex(b"INSERT INTO")], full_inspection=full, fresh=True)
