"""Waiting for a condition instead of for a time: how fast the machine is decides nothing."""

from __future__ import annotations

import time
from collections.abc import Callable

# Long enough for a machine whose cores are all busy; only a test that fails waits for so long.
PATIENCE_SECONDS = 120.0


def wait_until(
    holds: Callable[[], object], what: str, *, seconds: float = PATIENCE_SECONDS, pause: float = 0.02
) -> None:
    """Ask until the answer is yes.

    :param holds: the condition.
    :param what: what is waited for, for the message.
    :raises AssertionError: if it does not come in time.
    """
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(pause)
