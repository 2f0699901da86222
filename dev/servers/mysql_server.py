"""A private MySQL server: its own data directory, port and socket, no root, no Docker."""

from __future__ import annotations

import configparser
import ctypes
import hashlib
import json
import logging
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

import pymysql

from dev.servers.mysql_finder import MySqlFinder
from dev.servers.mysql_programs import MySqlPrograms
from dev.servers.mysql_template import MySqlTemplate, error_lines, server_options
from dev.servers.ports import LOOPBACK, choose_port, free_port, is_free
from dev.servers.private_file import write_private
from dev.servers.process_identity import ProcessIdentity
from dev.servers.settings import LocalSettings, get_local_settings
from include.exceptions import LocalStackError
from include.mysql.target import WarehouseTarget

log = logging.getLogger(__name__)

_END_SECONDS = 60.0
# sockaddr_un holds 108 bytes on Linux and 104 on macOS.
_LONGEST_SOCKET = 100

# Options with which a data directory is made, and which it keeps.
_KEPT_BY_DATA = frozenset({"lower-case-table-names"})

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class MySqlServer:
    """One private server process below one folder. Starting a running one finds it; stopping is by its pid.

    :param folder: data, settings, password file, state and log go here; made if missing.
    :param port: TCP port on 127.0.0.1; the previous one or a free one by default.
    :param buffer_pool_mb: InnoDB buffer pool in MiB.
    :param options: further server options without dashes, such as ``{"innodb-redo-log-capacity": "1G"}``.
    :param die_with_parent: end the server when this process ends however it ends (Linux); for tests.
    :param environment: variables of the server process in addition to this process's own.
    :param settings: the local stack's settings.
    :param announce: called with a sentence whenever something takes longer or a user should know.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        buffer_pool_mb: int = 128,
        options: Mapping[str, str] | None = None,
        die_with_parent: bool = False,
        environment: Mapping[str, str] | None = None,
        settings: LocalSettings | None = None,
        announce: Callable[[str], None] = log.info,
    ) -> None:
        self.folder = folder.absolute()
        self.buffer_pool_mb = buffer_pool_mb
        self.options = dict(options or {})
        self.die_with_parent = die_with_parent
        self.environment = dict(environment or {})
        self.settings = settings or get_local_settings()
        self.announce = announce
        self._requested_port = port
        self._programs: MySqlPrograms | None = None

    def __enter__(self) -> MySqlServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def programs(self) -> MySqlPrograms:
        """The server and client programs; found, or fetched, at the first use."""
        if self._programs is None:
            self._programs = MySqlFinder(self.settings, self.announce).find()
        return self._programs

    @property
    def log_file(self) -> Path:
        """The server's error log."""
        return self.folder / "mysqld.log"

    @property
    def client_file(self) -> Path:
        """Option file (mode 0600) with address, user and password, for ``--defaults-extra-file``."""
        return self.folder / "client.cnf"

    @property
    def socket(self) -> Path:
        """The server's socket."""
        return self._run_folder() / "s"

    @property
    def target(self) -> WarehouseTarget:
        """The server as root.

        :raises LocalStackError: if the server was never started in this folder.
        """
        if not self.client_file.is_file():
            raise LocalStackError(
                f"There is no MySQL server in {self.folder}.", "Start it first: make up starts the stack."
            )
        parser = configparser.ConfigParser(interpolation=None)
        parser.read(self.client_file, encoding="utf-8")
        section = parser["client"]
        return WarehouseTarget(
            host=section["host"],
            port=int(section["port"]),
            user=section["user"],
            password=section["password"],
        )

    @property
    def identity(self) -> ProcessIdentity | None:
        """The server process as last started, whether or not it still runs."""
        state = self.folder / "server.json"
        if not state.is_file():
            return None
        values = json.loads(state.read_text(encoding="utf-8"))
        return ProcessIdentity(pid=values["pid"], started=values["started"])

    def client_command(self, name: str, *arguments: str) -> list[str]:
        """Return a client program's command, with address and password: ``mysql``, ``mysqldump``.

        :raises LocalStackError: if the installation has no such program.
        """
        return [*self.programs.client_command(name), f"--defaults-file={self.client_file}", *arguments]

    def is_running(self) -> bool:
        """Tell whether the server process runs."""
        identity = self.identity
        return identity is not None and identity.alive()

    def start(self) -> bool:
        """Start the server and wait until it answers; a running one is left alone.

        :returns: True if it was started, False if it ran already.
        :raises LocalStackError: if it cannot be started, with the errors of its log.
        """
        if self.is_running():
            return False
        self._clear_away_former()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        data = self.folder / "data"
        if not data.is_dir():
            kept = {name: value for name, value in self.options.items() if name in _KEPT_BY_DATA}
            MySqlTemplate(self.programs, self.settings.cache, kept).copy_to(data)
            self.client_file.unlink(missing_ok=True)
        port = self._choose_port()
        initial = self._write_secrets(port)
        process = self._spawn(data, port, initial)
        try:
            self._wait(process)
        except BaseException:
            self.stop(grace_seconds=10)
            raise
        finally:
            if initial:
                initial.unlink(missing_ok=True)
        return True

    def stop(self, *, grace_seconds: float = 60.0) -> None:
        """Stop the server and wait for its end; after ``grace_seconds`` by force, which InnoDB survives."""
        identity = self.identity
        if identity is not None:
            identity.stop(grace_seconds=grace_seconds)
        (self.folder / "server.json").unlink(missing_ok=True)

    def destroy(self) -> None:
        """Stop the server and remove its folder."""
        self.stop(grace_seconds=5.0)
        for folder in (self._run_folder(), self.folder):
            shutil.rmtree(folder, ignore_errors=True)

    def _run_folder(self) -> Path:
        """Return a folder whose name is short enough for a socket."""
        near = self.folder / "run"
        if len(os.fsencode(near / "s.lock")) <= _LONGEST_SOCKET:
            return near
        key = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"mysql-{os.getuid()}-{key}"

    def _clear_away_former(self) -> None:
        """Let a server that was killed end for good, and remove the lock of its socket.

        A server refuses to start while any process has the number in that lock, also another one by now.
        """
        former = self.identity
        if former is not None:
            former.wait_for_end(_END_SECONDS)
        for name in ("s.lock", "s"):
            (self._run_folder() / name).unlink(missing_ok=True)

    def _choose_port(self) -> int:
        if self._requested_port is not None:
            return choose_port(self._requested_port, setting="TOKYOBETA_LOCAL_MYSQL_PORT")
        if self.client_file.is_file() and is_free(self.target.port):
            return self.target.port
        return free_port()

    def _write_secrets(self, port: int) -> Path | None:
        """Write the option file; for a new data directory also the statements that set the password."""
        known = self.target.password if self.client_file.is_file() else None
        password = known or secrets.token_urlsafe(24)
        content = (
            f"[client]\nhost = {LOOPBACK}\nport = {port}\nuser = root\npassword = {password}\n"
            "default-character-set = utf8mb4\n"
        )
        write_private(self.client_file, content)
        if known:
            return None
        initial = self.folder / "initial.sql"
        write_private(
            initial,
            f"ALTER USER 'root'@'localhost' IDENTIFIED BY '{password}';\n"
            f"CREATE USER IF NOT EXISTS 'root'@'{LOOPBACK}' IDENTIFIED BY '{password}';\n"
            # MariaDB has made this user already, without a password.
            f"ALTER USER 'root'@'{LOOPBACK}' IDENTIFIED BY '{password}';\n"
            f"GRANT ALL ON *.* TO 'root'@'{LOOPBACK}' WITH GRANT OPTION;\n",
        )
        return initial

    def _spawn(self, data: Path, port: int, initial: Path | None) -> subprocess.Popen[bytes]:
        run = self._run_folder()
        run.mkdir(parents=True, exist_ok=True, mode=0o700)
        command = [
            *self.programs.server_command(),
            *server_options(self.programs, data, run),
            f"--port={port}",
            f"--bind-address={LOOPBACK}",
            "--skip-name-resolve",
            f"--innodb-buffer-pool-size={self.buffer_pool_mb}M",
            *([f"--init-file={initial}"] if initial else []),
            *(f"--{name}={value}" for name, value in self.options.items()),
        ]
        with self.log_file.open("wb") as output:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **self.environment},
                start_new_session=True,
                preexec_fn=_die_with_parent if self.die_with_parent else None,  # noqa: PLW1509 (one call)
            )
        identity = ProcessIdentity.of(process.pid)
        state = {"pid": identity.pid, "started": identity.started, "port": port}
        write_private(self.folder / "server.json", json.dumps(state))
        return process

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + self.settings.mysql_start_timeout_seconds
        while True:
            try:
                self.target.connect(connect_timeout=2).close()
            except pymysql.err.OperationalError as error:
                if process.poll() is not None or time.monotonic() > deadline:
                    lines = error_lines(self.log_file.read_text(encoding="utf-8", errors="replace"))
                    raise LocalStackError(
                        f"{self.programs.label} does not start: {lines}", f"Read its log: {self.log_file}"
                    ) from error
                time.sleep(0.05)
            else:
                return


def _die_with_parent() -> None:
    """Ask Linux to end this process when its parent ends; other systems have no such request."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
