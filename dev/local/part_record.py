"""What is remembered of a started part of the stack."""

from __future__ import annotations

from dataclasses import dataclass

from dev.servers.process_identity import ProcessIdentity


@dataclass(frozen=True, slots=True)
class PartRecord:
    """A started process: enough to find it, and only it, again.

    :param pid: number of the process, which leads a session of its own.
    :param started: when it started, in seconds since the epoch.
    :param fingerprint: hash of the command and settings it was started with.
    """

    pid: int
    started: float
    fingerprint: str

    @property
    def identity(self) -> ProcessIdentity:
        """The process."""
        return ProcessIdentity(pid=self.pid, started=self.started)
