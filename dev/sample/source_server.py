"""The MySQL server that plays the source system."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from include.exceptions import ConfigurationError
from include.mysql.target import WarehouseTarget


class SourceServer(Protocol):
    """A server, and how to start MySQL's own client programs against it."""

    @property
    def target(self) -> WarehouseTarget:
        """The server, as a user who may create databases, routines and events."""

    def client_command(self, name: str, *arguments: str) -> list[str]:
        """Return the command of a client program such as ``mysqldump``, address and password included."""


class PathServer:
    """A server reached with the client programs on the PATH.

    :param target: the server.
    :param option_file: file with the password, see :func:`path_server`.
    """

    def __init__(self, target: WarehouseTarget, option_file: Path) -> None:
        self.target = target
        self._option_file = option_file

    def client_command(self, name: str, *arguments: str) -> list[str]:
        """Return the command of a client program.

        :raises ConfigurationError: if it is not on the PATH.
        """
        program = shutil.which(name)
        if program is None:
            raise ConfigurationError(
                f"{name} is not on the PATH.",
                "Install MySQL's client programs, or use the local stack's server.",
            )
        return [program, f"--defaults-file={self._option_file}", *arguments]


@contextmanager
def path_server(target: WarehouseTarget) -> Iterator[PathServer]:
    """Give the client programs of the PATH the address and password of a server, for the time being."""
    with tempfile.TemporaryDirectory(prefix="sample-") as folder:
        option_file = Path(folder) / "client.cnf"
        handle = os.open(option_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(
                f"[client]\nhost = {target.host}\nport = {target.port}\nuser = {target.user}\n"
                f'password = "{target.password}"\ndefault-character-set = utf8mb4\n'
            )
        yield PathServer(target, option_file)
