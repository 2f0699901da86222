"""One virtual environment with exactly the packages of one lock."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from dev.local.setup.uv import certificate_file
from include.exceptions import LocalStackError

_STAMP = "installed"


class Environment:
    """A virtual environment.

    :param folder: where it is.
    :param lock: file with every package's version and hashes, without addresses.
    """

    def __init__(self, folder: Path, lock: Path) -> None:
        self.folder = folder
        self.lock = lock

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    def is_current(self) -> bool:
        """Tell whether it holds what the lock says, without starting any program."""
        stamp = self.folder / _STAMP
        return (
            stamp.is_file() and self.python.exists() and stamp.read_text(encoding="ascii") == self._wanted()
        )

    def install(self, uv: Path, python: Path) -> None:
        """Make the environment what the lock says, adding and removing only what differs.

        :raises LocalStackError: with the words of uv.
        """
        stamp = self.folder / _STAMP
        stamp.unlink(missing_ok=True)
        if self.folder.exists() and not self._works():
            shutil.rmtree(self.folder)
        if not self.folder.exists():
            self._run([str(uv), "venv", "--quiet", "--python", str(python), str(self.folder)])
        options = ["--quiet", "--require-hashes", "--python", str(self.python)]
        self._run([str(uv), "pip", "sync", *options, str(self.lock)])
        stamp.write_text(self._wanted(), encoding="ascii")

    def _wanted(self) -> str:
        return hashlib.sha256(self.lock.read_bytes()).hexdigest()

    def _works(self) -> bool:
        """Tell whether the interpreter runs: it is a link to one that may have been removed."""
        try:
            done = subprocess.run([self.python, "-c", "import ssl"], capture_output=True, check=False)
        except OSError:
            return False
        return done.returncode == 0

    def _run(self, command: Sequence[str]) -> None:
        done = subprocess.run(
            command,
            env={**os.environ, **index_environment(), "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            lines = [line.strip() for line in done.stderr.splitlines() if line.strip()][-4:]
            raise LocalStackError(
                f"{self.folder.name} could not be made from {self.lock.name}: {' '.join(lines)}",
                "Check the connection to the package index (proxy, PIP_INDEX_URL) and the free disk space.",
            )


def index_environment() -> dict[str, str]:
    """Return for uv what the user's environment tells pip about the package index and certificates."""
    names = {
        "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
        "PIP_EXTRA_INDEX_URL": "UV_INDEX",
    }
    values = {
        theirs: os.environ[ours]
        for ours, theirs in names.items()
        if os.environ.get(ours) and theirs not in os.environ
    }
    certificates = certificate_file()
    return {**values, "SSL_CERT_FILE": certificates} if certificates else values
