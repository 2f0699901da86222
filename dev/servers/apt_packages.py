"""Packages of the machine's own distribution, fetched without root and without touching the system.

Standard library only: the bootstrap uses it before any environment exists.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from dev.servers.apt_source import APT_FOLDER, AptSource, read_sources
from include.exceptions import LocalStackError

# Hooks of the machine's apt configuration must not run: they clean or index the system's own state.
_CLEARED = (
    "APT::Update::Pre-Invoke",
    "APT::Update::Post-Invoke",
    "APT::Update::Post-Invoke-Success",
    "APT::Update::Post-Invoke-Stats",
    "DPkg::Pre-Invoke",
    "DPkg::Post-Invoke",
    "DPkg::Pre-Install-Pkgs",
)

# Indexes other than the package list are of no use here.
_TARGETS_OFF = ("Translations", "Contents-deb", "CNF", "DEP-11", "DEP-11-icons", "DEP-11-icons-small")

_DEBIAN_SUITES = frozenset({"stable", "oldstable", "testing", "unstable", "sid"})


class AptPackages:
    """An apt of its own: state, cache and sources in one folder; mirror and keys are the machine's.

    :param folder: where state, downloaded packages and the unpacked tree go.
    :param suite: a suite to read instead of the machine's own, such as ``sid``; None for the machine's own.
    :param pretend_empty: behave as if nothing were installed, so that every dependency is fetched too.
    :param apt_folder: the machine's apt configuration.
    """

    def __init__(
        self,
        folder: Path,
        *,
        suite: str | None = None,
        pretend_empty: bool = True,
        apt_folder: Path = APT_FOLDER,
    ) -> None:
        self.folder = folder
        self.suite = suite
        self.pretend_empty = pretend_empty
        self.apt_folder = apt_folder

    @staticmethod
    def available() -> bool:
        """Tell whether this machine has the programs that are needed."""
        return all(shutil.which(name) for name in ("apt-get", "apt-cache", "dpkg-deb"))

    def update(self) -> None:
        """Fetch the package lists.

        :raises LocalStackError: with apt's own words, when the mirror cannot be reached or is not trusted.
        """
        self._write_configuration()
        self._run("apt-get", "update", what="The package lists could not be fetched")

    def candidate(self, names: Sequence[str]) -> str | None:
        """Return the first of some package names that the sources offer, or None."""
        for name in names:
            shown = self._run("apt-cache", "policy", name, what=f"{name} could not be looked up")
            line = next((row for row in shown.splitlines() if "Candidate:" in row), "")
            if line and "(none)" not in line:
                return name
        return None

    def download(self, names: Sequence[str]) -> list[Path]:
        """Download packages with their dependencies and return the files.

        :raises LocalStackError: with apt's own words.
        """
        self._run(
            "apt-get",
            "install",
            "--yes",
            "--download-only",
            "--reinstall",
            *names,
            what=f"{', '.join(names)} could not be fetched",
        )
        return sorted((self.folder / "cache" / "archives").glob("*.deb"))

    def unpack(self, packages: Sequence[Path], root: Path, keep: Callable[[str], bool]) -> None:
        """Unpack packages below ``root``; ``keep`` is asked with each package's name.

        :raises LocalStackError: if a package is damaged.
        """
        root.mkdir(parents=True, exist_ok=True)
        for package in packages:
            if keep(package.name.split("_")[0]):
                self._run("dpkg-deb", "--extract", str(package), str(root), what=f"{package.name} is damaged")

    def _write_configuration(self) -> None:
        for name in ("state/lists/partial", "cache/archives/partial", "etc"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        lines = [
            f'Dir::State "{self.folder}/state";',
            f'Dir::Cache "{self.folder}/cache";',
            'APT::Install-Recommends "0";',
            'APT::Keep-Downloaded-Packages "1";',
            'Binary::apt-get::APT::Keep-Downloaded-Packages "1";',
            # As root, apt would fetch as the user _apt, who may not enter this folder.
            'APT::Sandbox::User "";',
            # Nothing is installed, so the system's package database needs no lock, which is root's to take.
            'Debug::NoLocking "1";',
            'Acquire::Languages "none";',
            'Acquire::Retries "3";',
            *(f"#clear {name};" for name in _CLEARED),
            *(f'Acquire::IndexTargets::deb::{name}::DefaultEnabled "0";' for name in _TARGETS_OFF),
        ]
        if self.pretend_empty:
            status = self.folder / "state" / "status"
            status.touch()
            lines.append(f'Dir::State::status "{status}";')
        if self.suite:
            sources = self.folder / "etc" / "sources.list"
            sources.write_text(self._source().line(self.suite), encoding="utf-8")
            lines += [f'Dir::Etc::sourcelist "{sources}";', 'Dir::Etc::sourceparts "/dev/null";']
            lines += ['Dir::Etc::preferences "/dev/null";', 'Dir::Etc::preferencesparts "/dev/null";']
        (self.folder / "apt.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _source(self) -> AptSource:
        """Return the machine's source for the distribution's main archive."""
        codename = os_release().get("VERSION_CODENAME", "")
        for source in read_sources(self.apt_folder):
            if "main" in source.components and (source.suite == codename or source.suite in _DEBIAN_SUITES):
                return source
        raise LocalStackError(
            f"The apt configuration in {self.apt_folder} names no archive of this distribution.",
            "Install MySQL 8.0 or newer yourself, or give MYSQL_URL=mysql://user:password@host:port.",
        )

    def _run(self, *command: str, what: str) -> str:
        configured = command
        if command[0].startswith("apt-"):
            configured = (command[0], "-c", str(self.folder / "apt.conf"), *command[1:])
        done = subprocess.run(
            configured,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env=_plain_environment(),
        )
        if done.returncode:
            detail = (done.stderr or done.stdout).strip().splitlines()[-3:]
            raise LocalStackError(
                f"{what}: {' / '.join(detail)}",
                "Check that apt works on this machine (its proxy and mirror), then try again; "
                "or install MySQL 8.0 or newer yourself.",
            )
        return done.stdout


def os_release(path: Path = Path("/etc/os-release")) -> dict[str, str]:
    """Return the fields of ``os-release(5)``; empty on a system without the file, such as macOS."""
    if not path.is_file():
        return {}
    rows = (line.partition("=") for line in path.read_text(encoding="utf-8").splitlines() if "=" in line)
    return {key: value.strip().strip('"') for key, _, value in rows}


def _plain_environment() -> dict[str, str]:
    """Return the environment with messages in English, which ``candidate`` reads."""
    return {**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
