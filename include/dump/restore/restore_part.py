"""Sharing a restore out among several workers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from include.dump.parse.chunk import Chunk


@dataclass(frozen=True, slots=True)
class RestorePart:
    """What one worker loads: whole tables, by the chunks of the dump that hold them.

    :param number: from 1.
    :param token: the claim on the schema under which all parts of a plan work.
    :param starts: where its chunks begin in the dump, in bytes.
    :param size: their text, in bytes.
    """

    number: int
    token: str
    starts: tuple[int, ...]
    size: int


def parts_of(chunks: Iterable[Chunk], workers: int, token: str) -> tuple[RestorePart, ...]:
    """Share chunks out in parts of about the same size: the largest first, each to the smallest part so far.

    :param chunks: the chunks; one that is larger than all others together makes a part of its own.
    :param workers: how many parts are wanted; fewer chunks make fewer parts.
    :param token: the claim on the schema.
    """
    shares: list[list[Chunk]] = [[] for _ in range(workers)]
    for chunk in sorted(chunks, key=lambda chunk: (-chunk.size, chunk.start)):
        min(shares, key=_size).append(chunk)
    return tuple(
        RestorePart(number, token, tuple(sorted(chunk.start for chunk in share)), _size(share))
        for number, share in enumerate(filter(None, shares), start=1)
    )


def _size(share: Iterable[Chunk]) -> int:
    return sum(chunk.size for chunk in share)
