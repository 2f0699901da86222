"""What reading from S3 costs: how many GETs, how many bytes, and how much memory at a time."""

from __future__ import annotations

import math
from typing import Any

import pytest
from botocore.exceptions import IncompleteReadError

import include.dump.source.s3_object
from include.dump.errors import DumpSourceError
from include.dump.parse.inspection import inspect_dump
from include.dump.source.s3_object import S3ObjectSource
from tests.include.dump.contents import DUMPS
from tests.include.dump.counting_store import Body, CountingStore
from tests.waiting import wait_until

PIECE = 128 * 1024
RANGE = 8 * PIECE
CONNECTIONS = 3


def source_of(store: Any, **options: int) -> S3ObjectSource:
    return S3ObjectSource(store, "a", "b", **{"connections": CONNECTIONS, "range_bytes": RANGE, **options})


def test_no_more_than_one_range_for_each_connection_is_in_memory() -> None:
    size = 20 * RANGE + 12_345
    store = CountingStore(bytes(size))
    taken = 0
    for piece in source_of(store).read():
        assert len(piece) <= PIECE
        if taken % RANGE == 0:  # a range is used, which makes room for another one
            most = min(size, taken + CONNECTIONS * RANGE)
            wait_until(lambda most=most: store.fetched == most, "ranges are fetched")
        taken += len(piece)
        assert store.fetched <= most
    assert taken == store.fetched == size


def test_the_whole_object_is_fetched_once_in_few_ranges() -> None:
    store = CountingStore(bytes(20 * RANGE + 12_345))
    list(source_of(store).read())
    assert len(store.ranges) == math.ceil(len(store.content) / RANGE)
    assert sorted(store.ranges)[0][0] == 0
    assert sum(end - start for start, end in store.ranges) == store.fetched == len(store.content)


def test_a_part_is_fetched_by_one_get_and_piece_by_piece() -> None:
    store = CountingStore(bytes(20 * RANGE))
    start, end = 1000, 15 * RANGE
    taken = 0
    for piece in source_of(store).read(start, end):
        taken += len(piece)
        assert store.fetched == taken
    assert store.ranges == [(start, end)]


def test_each_byte_of_a_dump_is_fetched_once_to_inspect_it() -> None:
    # Indented: a line that may begin a table, within a routine, has the whole dump read once more.
    text = (DUMPS / "mysql_compact.sql").read_bytes().replace(b"\nCREATE TABLE IF", b"\n  CREATE TABLE IF")
    store = CountingStore(text)
    inspect_dump(source_of(store, range_bytes=1000))
    assert store.times_fetched() == {1}


def test_what_becomes_of_it_slowly_comes_by_one_get_with_nothing_in_memory() -> None:
    store = CountingStore(bytes(20 * RANGE))
    taken = 0
    for piece in source_of(store).read(ahead=False):
        taken += len(piece)
        assert store.fetched == taken
    assert store.ranges == [(0, 20 * RANGE)]


def test_memory_in_flight_by_default_is_24_mebibytes_at_most() -> None:
    store = CountingStore(bytes(40 * 1024 * 1024))
    pieces = S3ObjectSource(store, "bucket", "key").read()
    next(pieces)
    wait_until(lambda: store.fetched == 24 * 1024 * 1024, "ranges are fetched")
    pieces.close()
    assert store.fetched == 24 * 1024 * 1024


@pytest.mark.parametrize("connections", [1, CONNECTIONS])
def test_a_store_that_does_not_know_ranges_is_refused(
    monkeypatch: pytest.MonkeyPatch, connections: int
) -> None:
    class Whole(CountingStore):
        def get_object(self, Range: str, **_: str) -> dict[str, Any]:  # noqa: N803
            return {"Body": Body(self, 0, len(self.content)), "ContentLength": len(self.content)}

    monkeypatch.setattr(include.dump.source.s3_object, "_PAUSE_SECONDS", 0)
    source = source_of(Whole(bytes(3 * RANGE)), connections=connections)
    with pytest.raises(DumpSourceError, match=f"after 5 tries: {IncompleteReadError.__name__}"):
        list(source.read(RANGE))
