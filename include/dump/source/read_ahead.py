"""Reading ahead in a thread, as far as a bound."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from types import TracebackType

_AHEAD_BYTES = 1024 * 1024
# Two threads that wake each other for every piece spend a quarter of their time on that.
_BATCH_SHARE = 2


class ReadAhead:
    """Pieces of an iterable, produced by a thread that is at most so many bytes ahead, whatever their size.

    An error of the producer is raised where its piece would have come. Leaving the ``with`` block ends the
    thread, also when not everything was taken.

    :param pieces: what to read.
    :param ahead_bytes: bytes held in memory at which reading pauses, besides the piece being used.
    """

    def __init__(self, pieces: Iterable[bytes], ahead_bytes: int = _AHEAD_BYTES) -> None:
        self._pieces, self._ahead_bytes = pieces, ahead_bytes
        self._batch = max(1, ahead_bytes // _BATCH_SHARE)
        self._ended = False
        self._held: deque[bytes | BaseException | None] = deque()
        self._size = 0
        self._changed = threading.Condition()
        self._stopped = False
        self._thread = threading.Thread(target=self._produce, name="dump-read-ahead", daemon=True)

    def __enter__(self) -> ReadAhead:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._thread.join()

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces in order."""
        while (piece := self._take()) is not None:
            if isinstance(piece, BaseException):
                raise piece
            yield piece

    def _take(self) -> bytes | BaseException | None:
        with self._changed:
            if not self._held:
                while self._size < self._batch and not self._ended:
                    self._changed.wait()
            piece = self._held.popleft()
            if isinstance(piece, bytes):
                self._size -= len(piece)
                if self._size <= self._ahead_bytes - self._batch:
                    self._changed.notify_all()
            return piece

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
        """Hand over a piece, or the end; waits while enough is held. False if nobody wants it any more."""
        with self._changed:
            while self._size >= self._ahead_bytes and not self._stopped:
                self._changed.wait()
            if self._stopped:
                return False
            self._held.append(piece)
            self._size += len(piece) if isinstance(piece, bytes) else 0
            self._ended = not isinstance(piece, bytes)
            if self._size >= self._batch or self._ended:
                self._changed.notify_all()
            return True
