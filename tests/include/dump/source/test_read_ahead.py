"""What is read ahead is bounded in bytes, however large the pieces are that a source gives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from include.dump.source.read_ahead import ReadAhead
from tests.waiting import wait_until

MEBIBYTE = 1024 * 1024


class Source:
    """Gives pieces and remembers how far it was ahead of who took them."""

    def __init__(self, size: int, count: int) -> None:
        self.size, self.count = size, count
        self.given = self.taken = self.most_ahead = 0
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        try:
            for _ in range(self.count):
                self.given += self.size
                self.most_ahead = max(self.most_ahead, self.given - self.taken)
                yield bytes(self.size)
        finally:
            self.closed = True


@pytest.mark.parametrize("size", [64 * 1024, MEBIBYTE, 2 * MEBIBYTE])
def test_no_more_is_held_than_the_bound_and_two_pieces(size: int) -> None:
    source = Source(size, 40 * MEBIBYTE // size)
    with ReadAhead(iter(source), 4 * MEBIBYTE) as pieces:
        for piece in pieces:
            # Reading goes on when half of the bound is free.
            ahead = min(source.count * size, source.taken + 4 * MEBIBYTE // 2)
            wait_until(lambda ahead=ahead: source.given >= ahead, "the source is read ahead")
            source.taken += len(piece)
    assert source.taken == source.count * size
    # One piece that crosses the bound, and one that waits to be handed over; the one in use is not taken yet.
    assert 4 * MEBIBYTE <= source.most_ahead <= 4 * MEBIBYTE + 2 * size


def test_an_error_comes_in_the_place_of_its_piece() -> None:
    def broken() -> Iterator[bytes]:
        yield b"a"
        yield b"b"
        raise OSError("gone")

    with ReadAhead(broken()) as pieces:
        found = iter(pieces)
        assert [next(found), next(found)] == [b"a", b"b"]
        with pytest.raises(OSError, match="gone"):
            next(found)


def test_leaving_early_ends_the_reading_and_closes_the_source() -> None:
    source = Source(MEBIBYTE, 1000)
    with ReadAhead(iter(source), MEBIBYTE) as pieces:
        assert next(iter(pieces)) == bytes(MEBIBYTE)
    assert source.closed
    assert source.given <= 4 * MEBIBYTE


def test_a_bound_smaller_than_a_piece_still_gives_every_piece() -> None:
    with ReadAhead(iter([b"a", b"b", b"c"]), 1) as pieces:
        assert list(pieces) == [b"a", b"b", b"c"]
