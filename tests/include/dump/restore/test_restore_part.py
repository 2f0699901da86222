"""Chunks are shared out so that the workers end at about the same time."""

from __future__ import annotations

from itertools import accumulate, pairwise

from include.dump.parse.chunk import Chunk
from include.dump.restore.restore_part import parts_of


def chunks(*sizes: int) -> list[Chunk]:
    return [Chunk(start, end) for start, end in pairwise(accumulate((0, *sizes)))]


def test_every_chunk_is_in_one_part() -> None:
    shared = chunks(5, 40, 7, 7, 30, 1, 12)
    for workers in (1, 2, 3, 4):
        parts = parts_of(shared, workers, "t")
        assert sorted(start for part in parts for start in part.starts) == [c.start for c in shared]
        assert sum(part.size for part in parts) == 102
        assert [part.number for part in parts] == list(range(1, workers + 1))
        assert {part.token for part in parts} == {"t"}


def test_parts_are_of_about_the_same_size() -> None:
    assert sorted(part.size for part in parts_of(chunks(5, 40, 7, 7, 30, 1, 12), 2, "t")) == [50, 52]


def test_a_table_larger_than_all_others_together_has_a_worker_of_its_own() -> None:
    first, second = parts_of(chunks(10, 500, 10, 10), 2, "t")
    assert {first.starts, second.starts} == {(10,), (0, 510, 520)}


def test_fewer_chunks_than_workers_make_fewer_parts() -> None:
    assert [part.number for part in parts_of(chunks(3, 4), 4, "t")] == [1, 2]
    assert parts_of([], 4, "t") == ()


def test_the_same_dump_is_always_shared_out_in_the_same_way() -> None:
    assert parts_of(chunks(4, 4, 4, 4), 2, "t") == parts_of(reversed(chunks(4, 4, 4, 4)), 2, "t")
