"""Running a program and measuring it alone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

_UNIT = 1024 * 1024 if sys.platform == "darwin" else 1024


def run_child(
    command: Sequence[str], *, stdin: Path | None = None, environment: dict[str, str] | None = None
) -> tuple[float, float, float]:
    """Run a program to its end.

    :param command: the program and its arguments.
    :param stdin: a file it reads.
    :param environment: variables in addition to this process's.
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
        )
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[0]} failed: {output.decode(errors='replace')[-2000:]}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / _UNIT
