"""A steady pace for calls that cost money and are throttled."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """Lets calls through no faster than a rate.

    :param per_second: calls per second, above 0.
    :param clock: monotonic seconds; replaced in tests.
    :param sleep: what waits; replaced in tests.
    """

    def __init__(
        self,
        per_second: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = 1.0 / per_second
        self._clock = clock
        self._sleep = sleep
        self._next = clock()

    def wait(self) -> None:
        """Return as soon as the next call may be made."""
        pause = self._next - self._clock()
        if pause > 0:
            self._sleep(pause)
        self._next = max(self._next, self._clock()) + self._interval
