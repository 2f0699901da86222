"""Run the programs that a build needs."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from include.exceptions import PackagingError

_LINES_TOLD = 20


def run(
    command: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    timeout: float = 600.0,
    log: Path | None = None,
) -> bytes:
    """Run a program and return what it wrote to standard output.

    :param command: the program and its arguments; no shell is involved.
    :param cwd: where it runs.
    :param env: its whole environment; that of this process by default.
    :param timeout: longest acceptable duration in seconds.
    :param log: file that gets all that the program said, for a reader who needs more than its end.
    :raises PackagingError: if it cannot be started, fails, or does not end; with the end of what it said.
    """
    try:
        done = subprocess.run(
            list(command), cwd=cwd, env=env, capture_output=True, timeout=timeout, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PackagingError(
            f"{command[0]} could not be run: {error}", "Install it, or free the machine."
        ) from error
    if log:
        log.write_bytes(done.stdout + done.stderr)
    if done.returncode != 0:
        said = (done.stdout + done.stderr).decode(errors="replace").strip().splitlines()[-_LINES_TOLD:]
        raise PackagingError(
            f"{' '.join(command[:3])} ended with {done.returncode}:\n" + "\n".join(said),
            f"Mend what the text above names{f' (all of it: {log})' if log else ''}, then try again.",
        )
    return done.stdout
