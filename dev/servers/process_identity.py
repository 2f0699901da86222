"""A process that stays the same process: its number together with the moment it started."""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass

import psutil

# psutil computes the start from clock ticks; a hundredth of a second apart is the same process.
_SAME_START_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """A process number is reused by the system; with the start time it names one process for ever.

    :param pid: process number.
    :param started: seconds since the epoch at which the process started.
    """

    pid: int
    started: float

    @classmethod
    def of(cls, pid: int) -> ProcessIdentity:
        """Return the identity of a running process.

        :raises psutil.NoSuchProcess: if there is none with this number.
        """
        return cls(pid=pid, started=psutil.Process(pid).create_time())

    def process(self) -> psutil.Process | None:
        """Return the process if it still runs, else None; a zombie does not run."""
        try:
            found = psutil.Process(self.pid)
            if abs(found.create_time() - self.started) > _SAME_START_SECONDS:
                return None
            if found.status() == psutil.STATUS_ZOMBIE:
                return None
        except psutil.NoSuchProcess:
            return None
        return found

    def alive(self) -> bool:
        """Tell whether the process still runs."""
        return self.process() is not None

    def stop(self, *, grace_seconds: float) -> bool:
        """Ask the process to end, and end it by force after ``grace_seconds``.

        :returns: True if it ended by itself or was not running.
        """
        found = self.process()
        if found is None:
            return True
        self._signal(found, signal.SIGTERM)
        if self._gone_within(grace_seconds):
            return True
        self._signal(found, signal.SIGKILL)
        self._gone_within(10.0)
        return False

    def wait_for_end(self, seconds: float) -> None:
        """Wait, at most so long, until nothing of the process is left.

        The threads of a killed process may take a while to end; it counts as a zombie by then and still holds
        its files.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            _reap(self.pid)
            try:
                found = psutil.Process(self.pid)
                if abs(found.create_time() - self.started) > _SAME_START_SECONDS:
                    return
                if found.status() == psutil.STATUS_ZOMBIE and found.num_threads() <= 1:
                    return
            except psutil.Error:
                return
            time.sleep(0.05)

    @staticmethod
    def _signal(found: psutil.Process, number: signal.Signals) -> None:
        try:
            found.send_signal(number)
        except psutil.NoSuchProcess:
            return

    def _gone_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self.alive():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
            _reap(self.pid)
        return True


def _reap(pid: int) -> None:
    """Collect the exit status of a child of this process, so that it does not stay as a zombie."""
    try:
        psutil.Process(pid).wait(timeout=0)
    except (psutil.TimeoutExpired, psutil.NoSuchProcess):
        return
