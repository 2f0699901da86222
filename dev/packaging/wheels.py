"""The packages that travel with a release, in the versions and with the hashes of a lock."""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path
from typing import Final

from dev.packaging.commands import run
from include.exceptions import PackagingError

# What MWAA 3.3.1 runs on: Python 3.12, Linux, x86_64, glibc 2.34 (Amazon Linux 2023).
PYTHON: Final = (3, 12)
PLATFORMS: Final = (
    "manylinux_2_28_x86_64",
    "manylinux_2_17_x86_64",
    "manylinux2014_x86_64",
    "manylinux_2_5_x86_64",
    "manylinux1_x86_64",
    "linux_x86_64",
)
_COMPLETE: Final = ".complete"
_SECONDS: Final = 900.0


class WheelCache:
    """Fetches the files of a lock once, and checks their hashes each time.

    :param folder: where the files are kept; below it one folder for each lock.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, lock: bytes) -> dict[str, bytes]:
        """Return the files of a lock by name: wheels for MWAA, or the source where a package has no wheel.

        :param lock: requirements with hashes, all of them and not only what was asked for.
        :raises PackagingError: if they cannot be fetched, or one is not what the lock says.
        """
        folder = self._folder / hashlib.sha256(lock).hexdigest()[:12]
        if not (folder / _COMPLETE).is_file():
            self._fetch(lock, folder)
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name != _COMPLETE}
        for name, content in files.items():
            if hashlib.sha256(content).hexdigest() not in lock.decode():
                raise PackagingError(f"{folder / name} is not what the lock says.", f"Remove {folder}.")
        return files

    def _fetch(self, lock: bytes, folder: Path) -> None:
        if sys.version_info[:2] != PYTHON:
            raise PackagingError(
                f"A release is built with Python {'.'.join(map(str, PYTHON))}: pip reads the conditions of a "
                "lock as its own Python, and this is another one.",
                "Install it, remove .venv, then run make setup.",
            )
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        requirements = folder.with_suffix(".txt")
        requirements.write_bytes(lock)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        command += ["--require-hashes", "--no-deps", "--python-version", ".".join(map(str, PYTHON))]
        command += [word for platform in PLATFORMS for word in ("--platform", platform)]
        run(
            [*command, "--requirement", str(requirements), "--dest", str(folder)],
            cwd=folder,
            timeout=_SECONDS,
        )
        (folder / _COMPLETE).touch()
