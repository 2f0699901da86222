"""Finds a MySQL for this machine: its own, else a fetched one, else MariaDB with a warning."""

from __future__ import annotations

import logging
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from dev.servers.apt_packages import AptPackages, os_release
from dev.servers.mysql_programs import MySqlPrograms
from dev.servers.settings import LocalSettings, get_local_settings
from include.exceptions import LocalStackError

log = logging.getLogger(__name__)

# Where servers are when they are not on the PATH of an ordinary user: sbin, and Homebrew's kegs.
_SERVER_FOLDERS = (
    "/usr/local/sbin",
    "/usr/sbin",
    "/usr/libexec",
    "/opt/homebrew/bin",
    "/opt/homebrew/opt/mysql/bin",
    "/opt/homebrew/opt/mysql@8.4/bin",
    "/opt/homebrew/opt/mysql@8.0/bin",
    "/usr/local/opt/mysql/bin",
    "/usr/local/opt/mysql@8.4/bin",
    "/usr/local/opt/mysql@8.0/bin",
    "/usr/local/mysql/bin",
)

_SERVER_PACKAGES = ("mysql-server-core", "mysql-server-core-8.4", "mysql-server-core-8.0")
_CLIENT_PACKAGES = ("mysql-client-core", "mysql-client-core-8.4", "mysql-client-core-8.0")

# Scripts of the server packages need Perl; the programs used here do not.
_UNNEEDED_PACKAGES = ("perl", "libperl", "gcc-", "debconf", "libgdbm", "libdb5", "libc-gconv-modules-extra")
_UNNEEDED_FOLDERS = (
    "usr/share/doc",
    "usr/share/man",
    "usr/share/locale",
    "usr/share/lintian",
    "usr/share/bug",
)

_MARIADB_WARNING = (
    "Using MariaDB, which is not what production runs: no utf8mb4_0900_* collations, no LATERAL, no ->> "
    "operator, no functional indexes. Results that depend on collation differ; some models fail."
)


class MySqlFinder:
    """Chooses the server program.

    :param settings: the local stack's settings.
    :param announce: called with a sentence whenever something takes longer or a user should know.
    """

    def __init__(
        self, settings: LocalSettings | None = None, announce: Callable[[str], None] = log.info
    ) -> None:
        self.settings = settings or get_local_settings()
        self.announce = announce

    def find(self) -> MySqlPrograms:
        """Return the programs to use, fetching them if the machine has none.

        :raises LocalStackError: if there is no way to a server on this machine.
        """
        if self.settings.mysqld:
            return self._given(self.settings.mysqld)
        installed = list(self._installed())
        for programs in installed:
            if programs.suitable and not _confined(programs.server):
                return programs
        reason = "TOKYOBETA_LOCAL_MYSQL_FETCH is off"
        if self.settings.mysql_fetch:
            try:
                return self._fetched()
            except LocalStackError as error:
                reason = error.problem
        for programs in installed:
            if programs.mariadb:
                warning = f"{_MARIADB_WARNING} MySQL could not be had: {reason}"
                return MySqlPrograms.inspect(programs.server, warning=warning)
        raise LocalStackError(
            f"This machine has no MySQL 8.0 or newer, and none could be fetched: {reason}",
            "Install MySQL (macOS: brew install mysql; Ubuntu: apt-get install mysql-server), "
            "or give MYSQL_URL=mysql://user:password@host:port.",
        )

    def _given(self, server: Path) -> MySqlPrograms:
        programs = MySqlPrograms.inspect(server)
        if not programs.suitable and not programs.mariadb:
            raise LocalStackError(
                f"{server} is {programs.label}, older than 8.0.",
                "Set TOKYOBETA_LOCAL_MYSQLD to MySQL 8.0 or newer, or leave it unset.",
            )
        return MySqlPrograms.inspect(server, warning=_MARIADB_WARNING if programs.mariadb else "")

    def _installed(self) -> Iterator[MySqlPrograms]:
        path = os.pathsep.join([os.environ.get("PATH", os.defpath), *_SERVER_FOLDERS])
        for name in ("mysqld", "mariadbd"):
            found = shutil.which(name, path=path)
            if found is None:
                continue
            try:
                yield MySqlPrograms.inspect(Path(found).resolve())
            except LocalStackError as error:
                self.announce(f"Passing over a broken server program: {error.problem}")

    def _fetched(self) -> MySqlPrograms:
        folder = self.settings.cache / "mysql" / f"{_distribution()}-{platform.machine()}"
        with _locked(folder.with_suffix(".lock")):
            if not (folder / "complete").is_file():
                self._fetch(folder)
        return _unpacked_programs(folder)

    def _fetch(self, folder: Path) -> None:
        if not AptPackages.available():
            raise LocalStackError(
                "there is no apt on this machine to fetch it with", "Install MySQL 8.0 or newer."
            )
        self.announce("Fetching MySQL from the distribution's packages, about 65 MB; once for all clones.")
        shutil.rmtree(folder, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix="fetch-") as work:
            root = Path(work) / "root"
            self._download(Path(work) / "apt", root)
            for name in _UNNEEDED_FOLDERS:
                shutil.rmtree(root / name, ignore_errors=True)
            _unpacked_programs(Path(work))  # refuses a tree whose server does not run
            folder.mkdir(mode=0o700)
            root.rename(folder / "root")
        (folder / "complete").touch()

    def _download(self, work: Path, root: Path) -> None:
        # Debian's stable releases have only MariaDB; its development suite, sid, has MySQL.
        apt = AptPackages(work, suite="sid" if os_release().get("ID") == "debian" else None)
        apt.update()
        names = [apt.candidate(_SERVER_PACKAGES), apt.candidate(_CLIENT_PACKAGES)]
        wanted = [name for name in names if name]
        if len(wanted) != len(names):
            raise LocalStackError(
                "the distribution's packages hold no MySQL server", "Install MySQL 8.0 or newer yourself."
            )
        packages = apt.download(wanted)
        apt.unpack(packages, root, keep=lambda name: not name.startswith(_UNNEEDED_PACKAGES))


def _unpacked_programs(folder: Path) -> MySqlPrograms:
    """Return the programs of an unpacked tree, run through its own dynamic loader and libraries."""
    root = folder / "root"
    loaders = sorted(root.glob("usr/lib/*/ld-linux*.so.*")) + sorted(root.glob("lib*/**/ld-linux*.so.*"))
    server = root / "usr" / "sbin" / "mysqld"
    if not loaders or not server.is_file():
        raise LocalStackError(
            f"The fetched MySQL in {folder} is incomplete.", f"Remove {folder} and start again."
        )
    libraries = [path for pattern in ("usr/lib/*-linux-*", "lib/*-linux-*") for path in root.glob(pattern)]
    libraries.append(root / "usr" / "lib" / "mysql" / "private")
    loader = (
        # Airflow's image preloads the system's C++ library (LD_PRELOAD); it would win over the newer one of
        # the tree, and no program would start. LD_LIBRARY_PATH does no harm: --library-path replaces it.
        *("/usr/bin/env", "-u", "LD_PRELOAD"),
        *(str(loaders[0]), "--library-path", ":".join(str(path) for path in libraries if path.is_dir())),
    )
    return MySqlPrograms.inspect(server, loader=loader, base=root / "usr")


def _confined(server: Path) -> bool:
    """Tell whether AppArmor confines this server to the system's data folder, as Ubuntu's profile does."""
    enabled = Path("/sys/module/apparmor/parameters/enabled")
    profile = Path("/etc/apparmor.d") / str(server).strip("/").replace("/", ".")
    disabled = Path("/etc/apparmor.d/disable") / profile.name
    if not (enabled.is_file() and profile.is_file()) or disabled.exists():
        return False
    return enabled.read_text(encoding="ascii").strip() == "Y"


def _distribution() -> str:
    fields = os_release()
    return "-".join(filter(None, (fields.get("ID", platform.system().lower()), fields.get("VERSION_ID", ""))))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a file lock: of several processes that start at once, one fetches and the others wait."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with FileLock(path):
        yield
