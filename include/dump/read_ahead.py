"""Reading ahead in a thread, as far as a bound."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from types import TracebackType


class ReadAhead:
    """Pieces of an iterable, produced by a thread that is at most ``depth`` pieces ahead.

    An error of the producer is raised where its piece would have come. Leaving the ``with`` block ends the
    thread, also when not everything was taken.

    :param pieces: what to read.
    :param depth: pieces held in memory at most, besides the one being read and the one being used.
    """

    def __init__(self, pieces: Iterable[bytes], depth: int = 2) -> None:
        self._pieces = pieces
        self._queue: queue.Queue[bytes | BaseException | None] = queue.Queue(depth)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._produce, name="dump-read-ahead", daemon=True)

    def __enter__(self) -> ReadAhead:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces in order."""
        while (piece := self._queue.get()) is not None:
            if isinstance(piece, BaseException):
                raise piece
            yield piece

    def _produce(self) -> None:
        try:
            for piece in self._pieces:
                if not self._put(piece):
                    return
            self._put(None)
        except BaseException as error:
            self._put(error)
        finally:
            close = getattr(self._pieces, "close", None)
            if close is not None:
                close()

    def _put(self, piece: bytes | BaseException | None) -> bool:
        while not self._stop.is_set():
            try:
                self._queue.put(piece, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False
