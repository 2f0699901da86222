"""Finds the Python that the environments are made with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from include.exceptions import LocalStackError

# MWAA runs 3.12, so that one is first; the others run the same locked packages.
PREFERRED = ((3, 12), (3, 11), (3, 13))

# Asked of each candidate: pyenv's shims and half-built interpreters say no here, not in the middle of a run.
_QUESTION = (
    "import ctypes, json, sqlite3, ssl, sys, zlib; "
    "print(json.dumps([sys.version_info[:2], sys.base_prefix, sys.implementation.name]))"
)


@dataclass(frozen=True, slots=True)
class Python:
    """An interpreter that works.

    :param executable: its path.
    :param version: major and minor number.
    """

    executable: Path
    version: tuple[int, int]

    @property
    def label(self) -> str:
        """Its name for people."""
        return f"Python {self.version[0]}.{self.version[1]}"


def find_python() -> Python:
    """Return the best interpreter of this machine: 3.12, else 3.11, else 3.13.

    :raises LocalStackError: if there is none of them.
    """
    for version in PREFERRED:
        for candidate in _candidates(version):
            found = inspect(candidate)
            if found and found.version == version:
                return found
    raise LocalStackError(
        "There is no Python 3.12, 3.11 or 3.13 on this machine (with its ssl and sqlite3 modules).",
        "Install one: apt-get install python3, brew install python@3.12, or pyenv install 3.12.",
    )


def inspect(candidate: Path) -> Python | None:
    """Return what an interpreter is, or None if it does not work."""
    try:
        done = subprocess.run(
            [str(candidate), "-I", "-c", _QUESTION], capture_output=True, text=True, check=False, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode:
        return None
    version, _, implementation = json.loads(done.stdout)
    if implementation != "cpython":
        return None
    return Python(executable=candidate, version=(version[0], version[1]))


def _candidates(version: tuple[int, int]) -> Iterable[Path]:
    name = f"python{version[0]}.{version[1]}"
    if sys.version_info[:2] == version and sys.prefix == sys.base_prefix:
        yield Path(sys.executable)
    for each in (name, "python3"):
        found = shutil.which(each)
        if found:
            yield Path(found)
    home = Path.home()
    pyenv = Path(os.environ.get("PYENV_ROOT", home / ".pyenv")) / "versions"
    patterns = [
        (pyenv, f"{name[6:]}.*/bin/{name}"),
        (home / ".local" / "share" / "uv" / "python", f"cpython-{name[6:]}*/bin/{name}"),
        (Path("/opt/homebrew/bin"), name),
        (Path("/usr/local/bin"), name),
        (Path("/usr/bin"), name),
    ]
    for folder, pattern in patterns:
        yield from sorted(folder.glob(pattern), reverse=True)
