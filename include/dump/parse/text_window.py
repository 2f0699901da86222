"""The part of a text that is in memory while it is read from end to end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_STEP = 1024 * 1024  # of text taken in at once
_CAPACITY = 2 * _STEP


class TextWindow:
    """A window on a text: pieces come in at its end, what has been read goes out at its beginning.

    It is one block of memory that stays. New blocks for each step would have to be cleared by the system,
    page by page, and leave holes behind.

    :param chunks: the text, in pieces of any size.
    :param start: where it begins in the whole text, in bytes.
    :param missing_end: called at the end of the text while a statement is read, with what is left of it;
        returns what the statement lacks, empty if nothing is known.
    """

    def __init__(
        self,
        chunks: Iterable[bytes],
        start: int = 0,
        missing_end: Callable[[bytes], bytes] = lambda _: b"",
    ) -> None:
        self._chunks = iter(chunks)
        self._missing_end = missing_end
        self._base = start
        self.buffer = bytearray(_CAPACITY)
        """The text, from ``position`` to ``end``."""
        self.position = 0
        """How far it has been read."""
        self.end = 0
        """Where the text in memory ends; what is behind it is left over."""
        self._backslash = -1

    @property
    def offset(self) -> int:
        """How far the whole text has been read, in bytes."""
        return self._base + self.position

    @property
    def rest(self) -> int:
        """How much text is in memory that has not been read."""
        return self.end - self.position

    def more(self) -> bool:
        """Drop what has been read and take in the next pieces; False at the end of the text.

        Positions in the buffer change, and matches found before it are of no use any more.
        """
        self._backslash = -1
        size = 0
        for chunk in self._chunks:
            if not size:
                self._shift()
            self._append(chunk)
            size += len(chunk)
            if size >= _STEP:
                break
        return size > 0

    def more_of_statement(self) -> bool:
        """Take in more, at the end of the text what the last statement lacks; False if there is nothing."""
        if self.more():
            return True
        lacking = self._missing_end(self.text(self.position, self.end)) if self.rest else b""
        self._missing_end = lambda _: b""  # asked once
        self._append(lacking)
        return bool(lacking)

    def match(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """Match a pattern where reading goes on."""
        return pattern.match(self.buffer, self.position, self.end)

    def starts_with(self, text: bytes) -> bool:
        """Tell whether this is what follows."""
        return self.buffer.startswith(text, self.position, self.end)

    def find(self, text: bytes) -> int:
        """Return where this is in the buffer next, -1 if it is not in memory."""
        return self.buffer.find(text, self.position, self.end)

    def has_backslash(self) -> bool:
        """Tell whether a backslash is to come in the buffer.

        It is searched for once: where LOAD DATA cannot take all rows the question is asked often, and each
        search may be long.
        """
        if self._backslash < self.position:
            found = self.find(b"\\")
            self._backslash = found if found >= 0 else self.end
        return self._backslash < self.end

    def text(self, start: int, end: int) -> bytes:
        """Return a copy of a part of the buffer."""
        return bytes(memoryview(self.buffer)[start:end])

    def following(self, size: int) -> bytes:
        """Return a copy of what follows, as far as it is in memory."""
        return self.text(self.position, min(self.position + size, self.end))

    def _shift(self) -> None:
        rest = self.rest
        if len(self.buffer) > _CAPACITY and rest <= _STEP:  # it had grown for something long, which is done
            self.buffer = self._copied(_CAPACITY)
        elif self.position:
            with memoryview(self.buffer) as view:
                view[:rest] = view[self.position : self.end]
        self._base += self.position
        self.position, self.end = 0, rest

    def _append(self, chunk: bytes) -> None:
        end = self.end + len(chunk)
        if end > len(self.buffer):
            self.buffer = self._copied(max(end, 2 * len(self.buffer)))
            self._base += self.position
            end -= self.position
            self.position, self.end = 0, self.rest
        self.buffer[self.end : end] = chunk
        self.end = end

    def _copied(self, capacity: int) -> bytearray:
        buffer = bytearray(capacity)
        buffer[: self.rest] = memoryview(self.buffer)[self.position : self.end]
        return buffer
