"""Gets uv, which installs everything else: one small package, also where pip and venv are missing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from dev.local.setup.certificates import certificate_file
from dev.local.setup.python_finder import Python
from dev.servers.apt_packages import AptPackages, os_release
from include.exceptions import LocalStackError

_SYSTEM_PYTHON = Path("/usr/bin/python3")
_SYSTEM_WHEELS = Path("/usr/share/python-wheels")


class UvInstaller:
    """Installs the uv that the lock pins into one folder.

    :param folder: where it goes.
    :param lock: the lock that names its version and hashes.
    :param announce: called with a sentence about every unusual step.
    """

    def __init__(self, folder: Path, lock: Path, announce: Callable[[str], None]) -> None:
        self.folder = folder
        self.lock = lock
        self.announce = announce

    def install(self, python: Python) -> Path:
        """Return the program, installing it first if it is missing or of another version.

        :raises LocalStackError: if there is no pip on this machine and none can be had.
        """
        requirement = self._requirement()
        program, stamp = self.folder / "bin" / "uv", self.folder / "requirement"
        if program.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == requirement:
            return program
        shutil.rmtree(self.folder, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix="uv-") as work:
            wanted = Path(work) / "requirement.txt"
            wanted.write_text(requirement, encoding="utf-8")
            self._install_with_pip(python, wanted, Path(work))
        if not program.is_file():
            raise LocalStackError(
                f"pip installed uv without its program in {program}.", f"Remove {self.folder} and try again."
            )
        stamp.write_text(requirement, encoding="utf-8")
        return program

    def _requirement(self) -> str:
        """Return the lock's lines about uv: the exact version and its hashes."""
        match = re.search(r"^uv==.*(?:\n[ \t]+.*)*", self.lock.read_text(encoding="utf-8"), re.MULTILINE)
        if match is None:
            raise LocalStackError(
                f"{self.lock} does not pin uv.", "Add uv to requirements/local.in and compile it."
            )
        return match[0] + "\n"

    def _install_with_pip(self, python: Python, wanted: Path, work: Path) -> None:
        errors = []
        for pip in self._pips(python, work):
            certificates = certificate_file(work)
            environment = {**os.environ, **({"PIP_CERT": str(certificates)} if certificates else {})}
            command = [*pip, "install", "--quiet", "--disable-pip-version-check", "--no-input"]
            command += ["--require-hashes", "--no-deps", "--only-binary", ":all:"]
            command += ["--target", str(self.folder), "--requirement", str(wanted)]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return
            errors.append(_reason(done.stderr))
        raise LocalStackError(
            f"uv could not be installed: {' / '.join(errors) or 'there is no pip on this machine'}",
            "Check the connection to the package index (proxy, PIP_INDEX_URL), or install pip: "
            "apt-get install python3-pip.",
        )

    def _pips(self, python: Python, work: Path) -> Iterator[list[str]]:
        """Yield ways to run pip, the plainest first; a wheel of pip can be run without installing it."""
        executable = str(python.executable)
        if _runs([executable, "-m", "pip", "--version"]):
            yield [executable, "-m", "pip"]
        question = "import ensurepip, pathlib; print(pathlib.Path(ensurepip.__file__).parent)"
        done = subprocess.run([executable, "-c", question], capture_output=True, text=True, check=False)
        bundled = Path(done.stdout.strip()) / "_bundled" if done.returncode == 0 else None
        for wheel in sorted(bundled.glob("pip-*.whl")) if bundled else []:
            yield [executable, f"{wheel}/pip"]
        # The distribution's pip may be too old for another Python than the distribution's.
        system = str(_SYSTEM_PYTHON) if _SYSTEM_PYTHON.is_file() else executable
        for wheel in sorted(_SYSTEM_WHEELS.glob("pip-*.whl")):
            yield [system, f"{wheel}/pip"]
        if AptPackages.available():
            yield [system, f"{self._fetched_pip(work)}/pip"]

    def _fetched_pip(self, work: Path) -> Path:
        """Return the pip wheel of the distribution, fetched and unpacked without touching the system."""
        self.announce("This machine has no pip: reading it from the distribution's package python3-pip-whl.")
        apt = AptPackages(work / "apt", pretend_empty=False)
        apt.update()
        apt.unpack(apt.download(["python3-pip-whl"]), work / "root", keep=lambda _: True)
        wheels = sorted((work / "root" / "usr" / "share" / "python-wheels").glob("pip-*.whl"))
        if not wheels:
            name = os_release().get("PRETTY_NAME", "this distribution")
            raise LocalStackError(
                f"The package python3-pip-whl of {name} holds no pip.",
                "Install pip: apt-get install python3-pip.",
            )
        return wheels[-1]


def _reason(words: str) -> str:
    """Return the line of pip's output that says why; its last line does not name a refused certificate."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    telling = [line for line in lines if "certificate" in line or "roxy" in line or "resolution" in line]
    return (telling or lines or ["pip said nothing"])[-1][-300:]


def _runs(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
