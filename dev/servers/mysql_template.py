"""A ready data directory to copy: initialising one takes seconds, copying it a fraction of one."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from filelock import FileLock

from dev.servers.mysql_programs import MySqlPrograms
from dev.servers.process_identity import ProcessIdentity
from include.exceptions import LocalStackError

CONFIGURATION_FOLDER = Path(__file__).resolve().parent / "mysql"
_LAYOUT = "1"  # raise when what is done below changes


class MySqlTemplate:
    """An initialised data directory with time zones and components, whose root has no password yet.

    It never listens on a network port; the copy's first start sets the password.

    :param programs: the server it is for.
    :param cache: the user's cache folder.
    :param options: server options that a data directory keeps for good, without dashes.
    """

    def __init__(
        self, programs: MySqlPrograms, cache: Path, options: Mapping[str, str] | None = None
    ) -> None:
        self.programs = programs
        self._options = [f"--{name}={value}" for name, value in sorted((options or {}).items())]
        stamp = (
            f"{_LAYOUT} {programs.label} {programs.server}".encode() + configuration(programs).read_bytes()
        )
        stamp += " ".join(self._options).encode()
        self.folder = cache / "mysql-data" / hashlib.sha256(stamp).hexdigest()[:16]

    def copy_to(self, data: Path) -> None:
        """Make a new data directory; ``data`` must not exist.

        :raises LocalStackError: if the server cannot initialise a data directory.
        """
        self.folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(self.folder.with_suffix(".lock")):
            if not self.folder.is_dir():
                self._build()
        draft = data.with_name(f"{data.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(self.folder, draft)
        draft.chmod(0o700)
        draft.rename(data)

    def _build(self) -> None:
        # A short name: the socket inside must stay below 108 bytes.
        with tempfile.TemporaryDirectory(prefix="mysql-") as work:
            data = Path(work) / "data"
            self._initialise(Path(work), data)
            self._prepare(Path(work), data)
            # Each copy gets an identity of its own at its first start.
            (data / "auto.cnf").unlink(missing_ok=True)
            draft = self.folder.with_suffix(f".{os.getpid()}")
            shutil.copytree(data, draft)
        draft.rename(self.folder)

    def _initialise(self, work: Path, data: Path) -> None:
        if self.programs.mariadb:
            command = [
                *self.programs.client_command("mysql_install_db"),
                f"--datadir={data}",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
            ]
        else:
            command = [
                *self.programs.server_command(),
                *server_options(self.programs, data, work),
                *self._options,
                "--initialize-insecure",
            ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise LocalStackError(
                f"{self.programs.label} could not initialise a data directory: {error_lines(done.stderr)}",
                "Look at the message; a full disk or a missing library is the usual cause.",
            )

    def _prepare(self, work: Path, data: Path) -> None:
        log = work / "server.log"
        command = [
            *self.programs.server_command(),
            *server_options(self.programs, data, work),
            *self._options,
            "--skip-networking",
        ]
        with log.open("wb") as output:
            server = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
            )
        identity = ProcessIdentity.of(server.pid)
        try:
            self._wait(server, log, work)
            self._query(work, "mysql", time_zone_sql(self.programs))
            if not self.programs.mariadb:
                self._install_hashing(work)
            self._query(work, "mysql", "SHUTDOWN;")
            server.wait(timeout=60)
        finally:
            identity.stop(grace_seconds=30)

    def _install_hashing(self, work: Path) -> None:
        """MD5() and SHA1() left the server for a component in MySQL 9; dbt needs them."""
        if self.programs.version >= (9, 0, 0):
            plugins = (self.programs.base or self.programs.server.parent.parent) / "lib"
            if list(plugins.rglob("component_classic_hashing.so")):
                self._query(work, "mysql", "INSTALL COMPONENT 'file://component_classic_hashing';")

    def _wait(self, server: subprocess.Popen[bytes], log: Path, work: Path) -> None:
        deadline = time.monotonic() + 60
        while not (work / "s").exists() or not self._answers(work):
            if server.poll() is not None or time.monotonic() > deadline:
                raise LocalStackError(
                    f"{self.programs.label} does not start: {error_lines(log.read_text(errors='replace'))}",
                    "Look at the message; a full disk or a missing library is the usual cause.",
                )
            time.sleep(0.05)

    def _answers(self, work: Path) -> bool:
        return self._run(work, "mysql", "SELECT 1;").returncode == 0

    def _query(self, work: Path, schema: str, sql: str) -> None:
        done = self._run(work, schema, sql)
        if done.returncode:
            raise LocalStackError(
                f"{self.programs.label} refused to be prepared: {done.stderr.strip()[:500]}",
                "This version is not supported yet; set TOKYOBETA_LOCAL_MYSQLD to MySQL 8.0 or 8.4.",
            )

    def _run(self, work: Path, schema: str, sql: str) -> subprocess.CompletedProcess[str]:
        command = [
            *self.programs.client_command("mysql"),
            "--no-defaults",
            "--user=root",
            f"--socket={work / 's'}",
            schema,
        ]
        return subprocess.run(command, input=sql, capture_output=True, text=True, check=False)


def configuration(programs: MySqlPrograms) -> Path:
    """Return the settings file that makes this server behave like production."""
    return CONFIGURATION_FOLDER / ("mariadb.cnf" if programs.mariadb else "aurora.cnf")


def server_options(programs: MySqlPrograms, data: Path, run: Path) -> list[str]:
    """Return the options every start of a private server needs; the socket is ``run``/s."""
    options = [
        f"--defaults-file={configuration(programs)}",
        f"--datadir={data}",
        f"--socket={run / 's'}",
        f"--pid-file={run / 'pid'}",
        f"--lower-case-table-names={0 if case_sensitive(data.parent) else 2}",
        # Several servers on one machine exhaust the system's slots for asynchronous requests.
        "--innodb-use-native-aio=0",
    ]
    if not programs.mariadb:
        # Compiled in is a folder that only an installation makes; server-side files are not used.
        options.append("--secure-file-priv=NULL")
    if programs.base:
        options += [
            f"--basedir={programs.base}",
            f"--plugin-dir={programs.base / 'lib' / 'mysql' / 'plugin'}",
            f"--lc-messages-dir={programs.base / 'share' / 'mysql'}",
            f"--character-sets-dir={programs.base / 'share' / 'mysql' / 'charsets'}",
        ]
    if os.geteuid() == 0:
        options.append("--user=root")
    return options


def case_sensitive(folder: Path) -> bool:
    """Tell whether names in this folder differ by case; on macOS they usually do not."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix="Case") as probe:
        return not Path(probe.name).with_name(Path(probe.name).name.swapcase()).exists()


def time_zone_sql(programs: MySqlPrograms) -> str:
    """Return the statements that load the named time zones; without them CONVERT_TZ answers NULL.

    :raises LocalStackError: if the machine has no time zone data at all.
    """
    folder = Path("/usr/share/zoneinfo")
    if not (folder / "Asia" / "Tokyo").is_file():
        package = importlib.util.find_spec("tzdata")
        if package is None or not package.submodule_search_locations:
            raise LocalStackError("This machine has no time zone data.", "Install the package tzdata.")
        folder = Path(package.submodule_search_locations[0]) / "zoneinfo"
    done = subprocess.run(
        [*programs.client_command("mysql_tzinfo_to_sql"), str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or "Asia/Tokyo" not in done.stdout:
        raise LocalStackError(
            f"The time zones in {folder} could not be read: {done.stderr.strip()[:300]}",
            "Install the package tzdata.",
        )
    return done.stdout


def error_lines(log: str, count: int = 3) -> str:
    """Return the last lines of a server's log that report an error, else its last lines."""
    lines = log.strip().splitlines()
    errors = [line for line in lines if "[ERROR]" in line] or lines
    return " / ".join(errors[-count:]) or "it said nothing"
