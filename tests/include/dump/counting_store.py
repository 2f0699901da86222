"""An S3 with one object that counts what is fetched from it."""

from __future__ import annotations

import re
import threading
from collections import Counter
from typing import Any


class CountingStore:
    """A client of a store with one object, which counts what is fetched from it."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.ranges: list[tuple[int, int]] = []
        self.fetched = 0
        self.lock = threading.Lock()

    def times_fetched(self) -> set[int]:
        """Return how many times bytes of the object were asked for: ``{1}`` if each one was once."""
        asked = Counter(byte for start, end in self.ranges for byte in range(start, end))
        return {asked[byte] for byte in range(len(self.content))}

    def head_object(self, **_: str) -> dict[str, Any]:
        """Answer what the object is."""
        return {"ContentLength": len(self.content), "ETag": '"1"'}

    def get_object(self, Range: str, **_: str) -> dict[str, Any]:  # noqa: N803 (boto's name)
        """Answer with a part of the object."""
        first, last = map(int, re.findall(r"\d+", Range))
        with self.lock:
            self.ranges.append((first, last + 1))
        return {"Body": Body(self, first, last + 1), "ContentLength": last + 1 - first}


class Body:
    """The answer to a GET."""

    def __init__(self, store: CountingStore, start: int, end: int) -> None:
        self._store, self._position, self._end = store, start, end

    def read(self, size: int) -> bytes:
        """Return the next bytes."""
        piece = self._store.content[self._position : min(self._position + size, self._end)]
        self._position += len(piece)
        with self._store.lock:
            self._store.fetched += len(piece)
        return piece

    def close(self) -> None:
        """End it."""
