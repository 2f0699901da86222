"""What is in memory is the text as it was given, in whatever pieces it came."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest

from include.dump.parse import text_window
from include.dump.parse.text_window import TextWindow


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_window, "_STEP", 200)
    monkeypatch.setattr(text_window, "_CAPACITY", 400)


def pieces(text: bytes, chance: random.Random) -> Iterator[bytes]:
    position = 0
    while position < len(text):
        size = chance.choice((1, 7, 64, 199, 900))
        yield text[position : position + size]
        position += size


@pytest.mark.parametrize("seed", range(20))
def test_it_reads_what_was_written_however_far_it_looks_ahead(seed: int) -> None:
    chance = random.Random(seed)
    text = chance.randbytes(30_000)
    window = TextWindow(pieces(text, chance))
    read = b""
    while True:
        assert window.offset == len(read)
        assert window.text(window.position, window.end) == text[len(read) : len(read) + window.rest]
        if window.rest and chance.random() < 0.6:
            size = chance.randint(1, window.rest)
            read += window.text(window.position, window.position + size)
            window.position += size
        elif not window.more():
            break
    assert read + window.text(window.position, window.end) == text


def test_something_long_is_held_and_its_room_is_given_back() -> None:
    window = TextWindow([b"a" * 5_000, b"b" * 300, b"c" * 300])
    assert window.more()
    assert window.rest == 5_000
    window.position += 4_990
    assert window.more()
    assert (window.text(window.position, window.end), len(window.buffer)) == (b"a" * 10 + b"b" * 300, 400)
    assert window.offset == 4_990


def test_what_is_behind_the_end_is_not_seen() -> None:
    window = TextWindow([b"x" * 200 + b"';", b"y" * 10])
    assert window.more()
    window.position = window.end
    assert window.more()
    assert not window.more()
    assert window.match(re.compile(rb"y+\Z"))
    assert window.find(b"'") == window.find(b";") == -1
    assert not window.starts_with(b"y" * 11)
