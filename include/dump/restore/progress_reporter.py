"""Telling every few seconds how far a restore is."""

from __future__ import annotations

import time
from collections.abc import Callable

from include.dump.parse.dump_reader import DumpReader
from include.dump.restore.progress import RestoreProgress

Progress = Callable[[RestoreProgress], None]


class ProgressReporter:
    """Calls a function with the progress; :meth:`is_time` says when to, at most once in so many seconds.

    :param tell: the function.
    :param every_seconds: the time between two calls.
    :param stored_size: size of the dump as stored, in bytes.
    """

    def __init__(self, tell: Progress, every_seconds: float, stored_size: int) -> None:
        self._tell, self._every_seconds, self._size = tell, every_seconds, stored_size
        self._started = time.monotonic()
        self._next = 0.0

    def begin_stage(self) -> None:
        """Record that the next stage begins now."""
        self._started = time.monotonic()

    def is_time(self) -> bool:
        """Tell whether it is time for the next report; costs next to nothing, as it is asked all the time."""
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + self._every_seconds
        return True

    def inspected(self, stored_bytes: int) -> None:
        """Report how much has been looked through."""
        seconds = time.monotonic() - self._started
        self._tell(RestoreProgress("inspect", stored_bytes, self._size, stored_bytes, 0, 0, 0, seconds))

    def loaded(self, reader: DumpReader, tables_done: int, tables: int, rows: int) -> None:
        """Report how much has been read and loaded."""
        seconds = time.monotonic() - self._started
        read = reader.stored_bytes, self._size, reader.text_bytes
        self._tell(RestoreProgress("load", *read, tables_done, tables, rows, seconds))
