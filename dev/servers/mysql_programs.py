"""The programs of one MySQL (or, as a last resort, MariaDB) installation."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from include.exceptions import LocalStackError

_VERSION = re.compile(r"(?:Ver|from)\s+(\d+)\.(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class MySqlPrograms:
    """Where the programs of a server are and how to run them.

    :param server: path of ``mysqld`` (or ``mariadbd``).
    :param version: major, minor and patch number.
    :param mariadb: True for MariaDB.
    :param loader: how to start an unpacked program: the unpacked dynamic loader with its library path,
        without libraries that the environment preloads; empty for programs of the system.
    :param base: folder whose ``share`` and ``lib`` the server reads; None for the server's own default.
    :param warning: what a user has to know about this choice; empty when there is nothing to say.
    """

    server: Path
    version: tuple[int, int, int]
    mariadb: bool = False
    loader: tuple[str, ...] = ()
    base: Path | None = None
    warning: str = ""

    @classmethod
    def inspect(
        cls, server: Path, *, loader: Sequence[str] = (), base: Path | None = None, warning: str = ""
    ) -> MySqlPrograms:
        """Ask a server program for its version.

        :raises LocalStackError: if it does not run or does not say a version.
        """
        try:
            done = subprocess.run(
                [*loader, str(server), "--no-defaults", "--version"],
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )
        except OSError as error:
            raise LocalStackError(
                f"{server} does not run: {error}", "Remove it or set TOKYOBETA_LOCAL_MYSQLD to another one."
            ) from error
        match = _VERSION.search(done.stdout)
        if match is None:
            words = (done.stderr or done.stdout).strip().splitlines()[:1]
            raise LocalStackError(
                f"{server} does not say which version it is: {' '.join(words)}",
                "Remove it or set TOKYOBETA_LOCAL_MYSQLD to another one.",
            )
        return cls(
            server=server,
            version=(int(match[1]), int(match[2]), int(match[3])),
            mariadb="MariaDB" in done.stdout,
            loader=tuple(loader),
            base=base,
            warning=warning,
        )

    @property
    def label(self) -> str:
        """The product and its version, for people."""
        return f"{'MariaDB' if self.mariadb else 'MySQL'} {'.'.join(map(str, self.version))}"

    @property
    def suitable(self) -> bool:
        """Whether this is MySQL 8.0 or newer."""
        return not self.mariadb and self.version >= (8, 0, 0)

    def server_command(self) -> list[str]:
        """Return the command that starts the server, without its options."""
        return [*self.loader, str(self.server)]

    def client_command(self, name: str) -> list[str]:
        """Return the command of a client program such as ``mysql`` or ``mysqldump``.

        :raises LocalStackError: if the installation has no such program.
        """
        names = [name.replace("mysql", "mariadb", 1).replace("_", "-"), name] if self.mariadb else [name]
        folders = [self.server.parent, self.server.parent.parent / "bin"]
        for folder in folders:
            for each in names:
                if (folder / each).is_file():
                    return [*self.loader, str(folder / each)]
        raise LocalStackError(
            f"{self.label} at {self.server} comes without the program {name}.",
            "Install the client package of the same version, or set TOKYOBETA_LOCAL_MYSQLD to another.",
        )

    def write_wrappers(self, folder: Path, names: Sequence[str] = ("mysql", "mysqldump")) -> None:
        """Write small scripts into ``folder`` that run the client programs from anywhere."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            script = folder / name
            draft = folder / f".{name}.new"
            draft.write_text(
                f'#!/bin/sh\nexec {shlex.join(self.client_command(name))} "$@"\n', encoding="utf-8"
            )
            draft.chmod(0o755)
            draft.replace(script)
