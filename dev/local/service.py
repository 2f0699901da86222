"""One process of the stack: how it is started and how one sees that it works."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dev.local.process_group import MARK, session_members, stop_processes
from dev.local.stack_state import ServiceRecord
from dev.servers.process_identity import ProcessIdentity
from include.exceptions import LocalStackError

# A new commit alone is no reason to start Airflow again: tasks read the code anew each time.
_PASSING = frozenset({"TOKYOBETA_CODE_VERSION"})


@dataclass(frozen=True, slots=True)
class Service:
    """A long-running process in a session of its own.

    :param name: for people, the state file and the log.
    :param command: program and arguments; never a password, which other users could read.
    :param environment: variables in addition to this process's own.
    :param log: file for its output; the previous one is kept beside it.
    :param ready: tells whether it works; asked repeatedly.
    :param mark: the stack's folder, see ``process_group.MARK``.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    log: Path
    ready: Callable[[], bool]
    mark: str

    @property
    def fingerprint(self) -> str:
        """Hash of what the service is started with; another one means that it must be restarted."""
        values = sorted((name, value) for name, value in self.environment.items() if name not in _PASSING)
        text = json.dumps([list(self.command), values])
        return hashlib.sha256(text.encode()).hexdigest()

    def spawn(self) -> ServiceRecord:
        """Start the process and return at once."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".previous.log"))
        with self.log.open("wb") as output:
            process = subprocess.Popen(
                list(self.command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # SPT_NOENV: Airflow renames its processes, which would wipe out the mark.
                env={**os.environ, **self.environment, MARK: self.mark, "SPT_NOENV": "1"},
                start_new_session=True,
            )
        identity = ProcessIdentity.of(process.pid)
        return ServiceRecord(pid=identity.pid, started=identity.started, fingerprint=self.fingerprint)

    def wait(self, record: ServiceRecord, seconds: float) -> None:
        """Wait until the service works.

        :raises LocalStackError: if it ended, or does not work in time, with the end of its log.
        """
        deadline = time.monotonic() + seconds
        while not self.ready():
            if not record.identity.alive():
                raise LocalStackError(
                    f"{self.name} ended at its start: {self.log_end()}", f"Read its log: {self.log}"
                )
            if time.monotonic() > deadline:
                raise LocalStackError(
                    f"{self.name} does not answer after {seconds:.0f} s: {self.log_end()}",
                    f"Read its log: {self.log}",
                )
            time.sleep(0.1)

    def log_end(self, lines: int = 3) -> str:
        """Return the last lines of the log in one line."""
        if not self.log.is_file():
            return "it wrote nothing"
        text = self.log.read_text(encoding="utf-8", errors="replace").strip()
        return " / ".join(text.splitlines()[-lines:]) or "it wrote nothing"


def stop_service(record: ServiceRecord, *, grace_seconds: float) -> None:
    """Stop a service with all processes of its session, also when the leader is gone."""
    stop_processes(session_members(record.identity), grace_seconds=grace_seconds)
