"""Gets uv with pip, and the Python for the environments with uv."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from include.exceptions import LocalStackError

# MWAA runs 3.12, so that one is first; the others run the same locked packages.
VERSIONS = ("3.12", "3.11", "3.13")
# Where distributions keep the certificates they trust: pip and uv would bring their own.
_CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
)


def install_uv(folder: Path, lock: Path, python: str = sys.executable) -> Path:
    """Return the uv that a lock pins, installed into a folder if it is missing or of another version.

    :param folder: where it goes.
    :param lock: the lock that names its version and hashes.
    :param python: an interpreter with pip or ensurepip.
    :raises LocalStackError: if it has neither, or the package index cannot be used.
    """
    match = re.search(r"^uv==.*(?:\n[ \t]+.*)*", lock.read_text(encoding="utf-8"), re.MULTILINE)
    if match is None:
        raise LocalStackError(f"{lock} does not pin uv.", "Add uv to requirements/local.in and compile it.")
    program, stamp = folder / "bin" / "uv", folder / "requirement"
    if program.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == match[0]:
        return program
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="uv-") as work:
        (Path(work) / "requirement.txt").write_text(match[0] + "\n", encoding="utf-8")
        if _run([python, "-m", "pip", "--version"]).returncode:
            if _run([python, "-m", "venv", f"{work}/pip"]).returncode:
                raise LocalStackError(
                    f"{python} has neither pip nor ensurepip.", "Install pip: apt-get install python3-pip."
                )
            python = f"{work}/pip/bin/python"
        command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        command += ["--require-hashes", "--no-deps", "--only-binary", ":all:"]
        command += ["--target", str(folder), "--requirement", f"{work}/requirement.txt"]
        done = _run(command, {"PIP_CERT": certificate_file()})
    if done.returncode or not program.is_file():
        raise LocalStackError(
            f"uv could not be installed: {' / '.join(done.stderr.strip().splitlines()[-4:])}",
            "Check the connection to the package index (proxy, PIP_INDEX_URL, PIP_CERT).",
        )
    stamp.write_text(match[0], encoding="utf-8")
    return program


def find_python(uv: Path) -> tuple[Path, str]:
    """Return the best interpreter of this machine and its version: 3.12, else 3.11, else 3.13.

    :raises LocalStackError: if there is none of them.
    """
    # uv looks on the PATH and among its own, which is not where pyenv has those that are not its default.
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for version in VERSIONS:
        for request in (version, *map(str, sorted(pyenv.glob(f"{version}.*"), reverse=True))):
            done = _run([str(uv), "python", "find", "--system", request], {"UV_PYTHON_DOWNLOADS": "never"})
            if done.returncode == 0:
                return Path(done.stdout.strip()), version
    raise LocalStackError(
        "There is no Python 3.12, 3.11 or 3.13 on this machine.",
        "Install one: apt-get install python3, brew install python@3.12, or pyenv install 3.12.",
    )


def certificate_file() -> str:
    """Return the file of certificates that this machine trusts, a company's own included; empty if none."""
    given = os.environ.get("SSL_CERT_FILE") or os.environ.get("PIP_CERT")
    return given or next((each for each in _CERTIFICATES if Path(each).is_file()), "")


def _run(command: Sequence[str], values: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    given = {name: value for name, value in (values or {}).items() if value}
    return subprocess.run(command, env={**os.environ, **given}, capture_output=True, text=True, check=False)
