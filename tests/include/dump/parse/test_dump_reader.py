"""What is read in several streams is what reading from end to end gives, or it is noticed that it is not."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from include.dump.errors import ChunkBoundaryError, DumpSourceError
from include.dump.parse.chunk import Chunk, chunks_of
from include.dump.parse.dump_reader import DumpReader
from include.dump.parse.header import DumpHeader
from include.dump.parse.inspection import inspect_dump
from include.dump.parse.statement import InsertEnd, Rows
from include.dump.source.local_file import LocalFileSource
from tests.include.dump.contents import DUMPS, GOOD, compact

TABLE = "CREATE TABLE `{0}` (`id` int, `v` varchar(99))"
TWO = compact(TABLE.format("a"), "INSERT INTO `a` VALUES (1,'x')", TABLE.format("b"))


def read(path: Path, chunks: tuple[Chunk, ...], *, streams: int, charset: str = "utf8mb4"):
    """Return the events of each stream, which are asked in turn, and the header."""
    found: dict[int, list[object]] = {}
    with DumpReader(LocalFileSource(path), chunks, streams=streams, charset=charset) as reader:
        while reader.streams:
            for stream in reader.streams:
                if (event := reader.next_event(stream)) is not None:
                    found.setdefault(stream, []).append(event)
        assert reader.stored_bytes == reader.text_bytes == path.stat().st_size
        return found, reader.header


def in_order(found: dict[int, list[object]]) -> list[object]:
    """Return the events of all streams in the order of the dump."""
    placed, last = [], 0
    for events in found.values():
        for event in events:
            last = last if isinstance(event, InsertEnd) else event.offset
            placed.append((last, isinstance(event, InsertEnd), event))
    return [event for _, _, event in sorted(placed, key=lambda item: item[:2])]


def chunks(path: Path, content: bytes, *, full: bool = False) -> tuple[Chunk, ...]:
    path.write_bytes(content)
    source = LocalFileSource(path)
    return chunks_of(inspect_dump(source, full=full), source, 1)


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("streams", [1, 2, 3])
def test_streams_together_give_the_events_and_the_header_of_the_whole(
    tmp_path: Path, name: str, streams: int
) -> None:
    path, charset = tmp_path / "dump", "cp932" if "cp932" in name else "utf8mb4"
    cuts = chunks(path, (DUMPS / name).read_bytes())
    whole, header = read(path, (), streams=3, charset=charset)
    found, found_header = read(path, cuts, streams=streams, charset=charset)
    assert len(whole) == 1
    assert len(found) == min(streams, max(1, len(cuts) - 1))
    assert in_order(found) == whole[0]
    assert found_header == header
    assert type(header) is DumpHeader


@pytest.mark.parametrize("full", [False, True], ids=["quick", "full"])
def test_the_largest_sections_come_first(tmp_path: Path, full: bool) -> None:
    lines = []
    for name, rows in (("small", 1), ("large", 50), ("middle", 20)):
        lines += [TABLE.format(name), f"INSERT INTO `{name}` VALUES " + ",".join(["(1,'x')"] * rows)]
    cuts = chunks(tmp_path / "dump", compact(*lines), full=full)
    found, _ = read(tmp_path / "dump", cuts, streams=1)
    assert [e.table for e in found[0] if isinstance(e, Rows)] == ["large", "middle", "small"]


DECEIVING = {
    "a table in a value": ["INSERT INTO `a` VALUES (1,'x\nCREATE TABLE `c` (`id` int);\n')"],
    "rows of another table": [TABLE.format("c"), "INSERT INTO `a` VALUES (2,'x')"],
    "another character set": [TABLE.format("c"), "SET NAMES latin1", TABLE.format("d")],
}


@pytest.mark.parametrize("lines", DECEIVING.values(), ids=DECEIVING)
def test_a_section_that_is_none_is_noticed(tmp_path: Path, lines: list[str]) -> None:
    cuts = chunks(tmp_path / "dump", compact(TABLE.format("a"), TABLE.format("b"), *lines))
    with pytest.raises(ChunkBoundaryError) as caught:
        read(tmp_path / "dump", cuts, streams=2)
    assert "\n" not in caught.value.problem, "it is told in one line, with what happens next behind it"
    read(tmp_path / "dump", (), streams=1)


def test_a_character_set_before_the_first_table_holds_in_all_streams(tmp_path: Path) -> None:
    cuts = chunks(
        tmp_path / "dump", b"/*!40101 SET NAMES latin1 */;\n" + TWO + b"INSERT INTO `b` VALUES (1,'\xe9');\n"
    )
    found, _ = read(tmp_path / "dump", cuts, streams=2)
    assert {e.charset for events in found.values() for e in events if isinstance(e, Rows)} == {"latin1"}


def test_a_store_that_gives_less_than_it_has_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cuts = chunks(tmp_path / "dump", TWO)
    original = LocalFileSource.read
    monkeypatch.setattr(
        LocalFileSource, "read", lambda self, start, end: original(self, start, end - (end > start))
    )
    with pytest.raises(DumpSourceError, match="1 bytes too few from byte"):
        read(tmp_path / "dump", cuts, streams=2)


def test_no_thread_is_left_when_reading_is_broken_off(tmp_path: Path) -> None:
    rows = ",".join(["(1,'" + "x" * 90 + "')"] * 100_000)
    cuts = chunks(
        tmp_path / "dump",
        compact(*(s for n in "ab" for s in (TABLE.format(n), f"INSERT INTO `{n}` VALUES {rows}"))),
    )
    before = threading.active_count()
    with DumpReader(LocalFileSource(tmp_path / "dump"), cuts, streams=2, charset="utf8mb4") as reader:
        for stream in (0, 0, 1, 1):
            assert reader.next_event(stream) is not None
        assert threading.active_count() == before + 2
    assert threading.active_count() == before
