"""A dump is cut only where its tables begin, and only if its parts can be read as cheaply as the whole."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from include.dump.parse.chunk import Chunk, chunks_of
from include.dump.parse.inspection import inspect_dump
from include.dump.source.local_file import LocalFileSource
from tests.include.dump.contents import DUMPS, GOOD, compact

TABLES = [f"CREATE TABLE `t{number}` (`id` int, `v` varchar(99))" for number in range(4)]
ROWS = "INSERT INTO `t{0}` VALUES (1,'{1}')"


def chunks(path: Path, content: bytes, size: int) -> tuple[Chunk, ...]:
    path.write_bytes(content)
    source = LocalFileSource(path)
    return chunks_of(inspect_dump(source), source, size)


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("full", [False, True], ids=["quick", "full"])
def test_each_section_begins_with_a_table_and_together_they_are_the_dump(name: str, full: bool) -> None:
    text = (DUMPS / name).read_bytes()
    source = LocalFileSource(DUMPS / name)
    report = inspect_dump(source, full=full, charset="cp932" if "cp932" in name else "utf8mb4")
    found = chunks_of(report, source, 1)
    assert len(found) == len(report.tables) + 1
    assert b"".join(text[s.start : s.end] for s in found) == text
    assert all(text[s.start :].startswith(b"CREATE TABLE ") for s in found[1:])


def test_small_tables_share_a_section_up_to_the_size(tmp_path: Path) -> None:
    text = compact(*(line for n in range(4) for line in (TABLES[n], ROWS.format(n, "x" * 20 * n))))
    starts = [text.index(f"CREATE TABLE `t{n}`".encode()) for n in range(4)]
    size = starts[2]  # two tables fit
    found = chunks(tmp_path / "dump", text, size)
    assert [s.start for s in found] == [0, starts[0], starts[2], starts[3]]
    assert found[0].size == 0
    assert found[-1].end == len(text)


def test_one_section_is_none(tmp_path: Path) -> None:
    text = compact(*TABLES)
    assert chunks(tmp_path / "dump", text, len(text)) == ()


def test_a_compressed_dump_has_none(tmp_path: Path) -> None:
    assert chunks(tmp_path / "dump", gzip.compress(compact(*TABLES)), 1) == ()


def test_a_store_that_is_slow_at_parts_is_read_from_end_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(chunks(tmp_path / "dump", compact(*TABLES), 1)) == 5
    monkeypatch.setattr(LocalFileSource, "seekable", False)
    assert chunks(tmp_path / "dump", compact(*TABLES), 1) == ()
