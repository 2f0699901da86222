"""Running a program and measuring it alone."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from include.dump.restore.memory import peak_memory_mb

_POLL_SECONDS = 0.05


def run_child(
    command: Sequence[str],
    *,
    stdin: Path | None = None,
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
) -> tuple[float, float, float]:
    """Run a program to its end.

    :param command: the program and its arguments.
    :param stdin: a file it reads.
    :param environment: variables in addition to this process's.
    :param folder: where it runs; None for this process's.
    :returns: wall seconds, CPU seconds, highest resident memory in MiB.
    :raises RuntimeError: with the end of what it said, if it fails.
    """
    with (stdin or Path(os.devnull)).open("rb") as source:
        started = time.monotonic()
        process = subprocess.Popen(
            command,
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            cwd=folder,
        )
        watch = _Watch(process.pid)
        watch.start()
        assert process.stdout is not None
        output = process.stdout.read()
        watch.ended.set()
        watch.join()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[0]} failed: {output.decode(errors='replace')[-2000:]}")
    return seconds, usage.ru_utime + usage.ru_stime, watch.peak


class _Watch(threading.Thread):
    """Looks at a process's high-water mark; ``getrusage`` would count what this process had at its start."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.ended = threading.Event()
        self.peak = 0.0
        self._process = process

    def run(self) -> None:
        """Look until the process has ended."""
        while not self.ended.wait(_POLL_SECONDS):
            with contextlib.suppress(OSError):
                self.peak = max(self.peak, peak_memory_mb(self._process))
