"""Runs dbt commands through the fork server, which the first of them starts.

The two talk over a Unix socket in a folder that only this user may enter. The client sends one line of JSON
(``arguments``, ``environment``, ``folder``) with a file descriptor for dbt's output. It gets
``{"started": pid}`` and at the end ``{"exit_code": n}``, each on a line. Closing its end interrupts dbt.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from include.exceptions import TransformError

_SERVER: Final = Path(__file__).with_name("server.py")
_GENERATED: Final = frozenset({"target", "logs", "dbt_packages"})
# Importing dbt comes after the socket: this is the start of Python only.
_START_SECONDS: Final = 60.0
_ATTEMPTS: Final = 3
# Variables of a single run; parsing the project does not depend on them (tests/dbt/test_parsed_project.py).
_OF_A_RUN: Final = frozenset({"as_of_date", "as_of_must_be_published"})
_KILLED: Final = 137


@dataclass(frozen=True, slots=True)
class DbtCommand:
    """One dbt command.

    :param arguments: everything behind ``dbt``.
    :param environment: all its variables.
    :param folder: where it runs.
    """

    arguments: Sequence[str]
    environment: dict[str, str]
    folder: str

    def request(self) -> bytes:
        """Return the command as it is sent to the server."""
        values = {
            "arguments": list(self.arguments),
            "environment": self.environment,
            "folder": self.folder,
        }
        return json.dumps(values).encode() + b"\n"

    def option(self, name: str) -> str:
        """Return the value behind an option, empty if the option is not given."""
        arguments = list(self.arguments)
        return arguments[arguments.index(name) + 1] if name in arguments else ""


class RunningDbt:
    """A dbt command that has started.

    :param connection: to its process.
    :param output: where its lines arrive.
    :param pid: its process.
    """

    def __init__(self, connection: socket.socket, output: int, pid: int) -> None:
        self._connection = connection
        self._output = output
        self.pid = pid

    def lines(self) -> Iterator[str]:
        """Yield what dbt prints, line by line, until it has ended."""
        with os.fdopen(self._output, encoding="utf-8", errors="backslashreplace") as output:
            for line in output:
                yield line.rstrip("\n")

    def exit_code(self) -> int:
        """Return dbt's exit code, 137 if its process was killed; to be called behind :meth:`lines`."""
        with self._connection:
            answer = _line(self._connection)
        return int(json.loads(answer)["exit_code"]) if answer else _KILLED

    def interrupt(self) -> None:
        """Let dbt cancel its queries and end; a command that has ended already is fine."""
        try:
            self._connection.shutdown(socket.SHUT_WR)
        except OSError as error:
            if error.errno not in {errno.ENOTCONN, errno.EBADF}:
                raise


@dataclass(frozen=True, slots=True, kw_only=True)
class DbtServer:
    """The fork servers of this machine and user: one for each state of project, profile and variables.

    The parsed project is kept beside the socket, for the server of the next day.

    :param python: Python of dbt's environment.
    :param script: of dbt, ``verified_dbt.py``: how its connections verify the server.
    :param project: the dbt project's folder.
    :param owner: process without which a server that is started here ends.
    :param idle_seconds: how long such a server waits for another command.
    :param at_most: how many commands it runs at the same time.
    :param folder: of sockets and logs; by default one in the folder for temporary files.
    """

    python: Path
    script: Path
    project: Path
    owner: int
    idle_seconds: float
    at_most: int
    folder: Path | None = None

    def start(self, command: DbtCommand) -> RunningDbt:
        """Start a command and return it once it runs; it may have to wait for others to end.

        :raises TransformError: if the server cannot be started.
        """
        path = self._private_folder() / f"{self._key(command)}.sock"
        for _ in range(_ATTEMPTS):
            with _locked(path.with_suffix(".lock")):
                connection = self._connected(path) or self._begin(path)
            read, write = os.pipe()
            try:
                request = command.request()
                socket.send_fds(connection, [request[:1]], [write])
                connection.sendall(request[1:])
                answer = _line(connection)
            except ConnectionError:
                answer = b""
            finally:
                os.close(write)
            if answer:
                return RunningDbt(connection, read, int(json.loads(answer)["started"]))
            # The server ended, or was killed, before it came to this command.
            os.close(read)
            connection.close()
        raise _not_started(path)

    def _key(self, command: DbtCommand) -> str:
        """Return what tells servers apart: all that parsing the project depends on."""
        digest = hashlib.sha256(f"{self.python}\0{_SERVER.stat().st_mtime_ns}\0".encode())
        for release in sorted(self.python.parents[1].glob("lib/*/site-packages/dbt_*.dist-info")):
            digest.update(f"{release.name}\0".encode())
        for name in ("--profile", "--target"):
            digest.update(f"{command.option(name)}\0".encode())
        variables = yaml.safe_load(command.option("--vars")) or {}
        lasting = {name: value for name, value in variables.items() if name not in _OF_A_RUN}
        digest.update(json.dumps(lasting, sort_keys=True, default=str).encode())
        profiles = Path(command.option("--profiles-dir") or command.folder, "profiles.yml")
        if profiles.is_file():
            digest.update(profiles.read_bytes())
        for path in sorted(self.project.rglob("[!.]*")):
            if path.relative_to(self.project).parts[0] not in _GENERATED and path.is_file():
                seen = path.stat()
                digest.update(f"{path}\0{seen.st_mtime_ns}\0{seen.st_size}\0".encode())
        return digest.hexdigest()[:16]

    def _private_folder(self) -> Path:
        """Return the folder of the sockets, for this user alone: a command brings the password along."""
        folder = self.folder or Path(tempfile.gettempdir(), f"tokyobeta-dbt-{os.getuid()}")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        seen = folder.lstat()
        if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != os.getuid() or seen.st_mode & 0o077:
            raise TransformError(
                f"{folder} is not a folder of this user alone: dbt's password passes through it.",
                "Find out who made it, remove it, then clear this task.",
            )
        return folder

    def _begin(self, path: Path) -> socket.socket:
        """Start a server and return a connection to it."""
        path.unlink(missing_ok=True)
        options = [
            *("--path", str(path), "--script", str(self.script), "--project", str(self.project)),
            *("--parsed", str(path.with_suffix(".msgpack"))),
            *("--owner", str(self.owner)),
            *("--idle-seconds", str(self.idle_seconds), "--at-most", str(self.at_most)),
        ]
        with path.with_suffix(".log").open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 (our own program)
                [str(self.python), "-P", str(_SERVER), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # It serves the tasks after this one, whose process group is ended with it.
                start_new_session=True,
            )
        deadline = time.monotonic() + _START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            if connection := self._connected(path):
                return connection
            time.sleep(0.02)
        raise _not_started(path)

    @staticmethod
    def _connected(path: Path) -> socket.socket | None:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            return None
        return connection


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a file's lock: of tasks that begin together one starts the server."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _line(connection: socket.socket) -> bytes:
    """Return the next line of JSON, empty if the other end has closed."""
    line = b""
    while not line.endswith(b"\n"):
        try:
            piece = connection.recv(1)
        except ConnectionError:
            return b""
        if not piece:
            return b""
        line += piece
    return line


def _not_started(path: Path) -> TransformError:
    log: Any = path.with_suffix(".log")
    text = log.read_text(encoding="utf-8", errors="replace")[-2000:].strip() if log.is_file() else ""
    return TransformError(
        f"dbt's server did not start: {text or 'it left no message'}",
        "Mend the cause, then clear this task with downstream.",
    )
