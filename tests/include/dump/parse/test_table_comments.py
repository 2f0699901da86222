"""A table that reading the SQL lost is told by the comment that announced it, incident "a table vanished"."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.dump.errors import DumpMismatchError
from include.dump.parse.inspection import inspect_dump
from include.dump.parse.table_comments import TableComments
from include.dump.source.local_file import LocalFileSource
from include.mysql.identifiers import unquoted
from tests.include.dump.contents import DUMPS, GOOD

ANNOUNCED = b"--\n-- Table structure for table `%s`\n--\n\n"


def names(text: bytes, size: int) -> set[str]:
    comments = TableComments()
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    assert b"".join(comments.watch(pieces)) == text
    return comments.names


@pytest.mark.parametrize("name", [name for name in GOOD if "compact" not in name])
def test_every_table_of_a_dump_with_comments_is_announced(name: str) -> None:
    content = (DUMPS / name).read_bytes()
    announced = names(content, 1 << 20)
    report = inspect_dump(LocalFileSource(DUMPS / name), full=True)
    assert announced == (set(report.table_names) if b"-- Table structure" in content else set())


@pytest.mark.parametrize("size", [1, 7, 1023, 1 << 20])
def test_pieces_may_end_anywhere(size: int) -> None:
    text = b"x" * 1020 + b"\n" + ANNOUNCED % b"a" + b"y" * 2000 + b"\n" + ANNOUNCED % b"b``c"
    assert names(text, size) == {"a", "b`c"}


def test_a_name_that_is_not_utf_8_is_that_of_its_statement() -> None:
    """Decoded in two ways, it made a dump with --default-character-set=latin1 look damaged."""
    assert names(b"-- head\n" + ANNOUNCED % b"h\xe9", 1 << 20) == {unquoted(b"`h\xe9`")}


@pytest.mark.parametrize("size", [5, 1 << 20])
def test_the_body_of_a_routine_announces_nothing(size: int) -> None:
    body = b"DELIMITER ;;\nCREATE PROCEDURE p() BEGIN\n" + ANNOUNCED % b"old" + b"END ;;\nDELIMITER ;\n"
    assert names(b"-- head\n" + body + ANNOUNCED % b"a", size) == {"a"}


@pytest.mark.parametrize("full", [False, True], ids=["quick", "full"])
def test_a_table_that_was_announced_and_not_found_is_refused_by_name(tmp_path: Path, full: bool) -> None:
    """Here a comment swallows it, as quotes turned inside out did once."""
    content = (DUMPS / next(name for name in GOOD if "compact" not in name)).read_bytes()
    lost = ANNOUNCED % b"lost" + b"/* CREATE TABLE `lost` (\n  `id` int\n); */\n"
    position = content.index(b"--\n-- Table structure for table")
    path = tmp_path / "dump.sql"
    path.write_bytes(content[:position] + lost + content[position:])
    with pytest.raises(
        DumpMismatchError, match=r"announce tables without a CREATE TABLE statement, 1 in all: lost\."
    ):
        inspect_dump(LocalFileSource(path), full=full)
