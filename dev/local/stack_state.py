"""What a stack remembers between two commands."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from dev.servers.private_file import write_private
from dev.servers.process_identity import ProcessIdentity


@dataclass(frozen=True, slots=True)
class ServiceRecord:
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


@dataclass(slots=True)
class StackState:
    """Ports, secrets and started services; one file that only its owner may read.

    :param ports: port of each service that listens, kept so that addresses survive a restart.
    :param secrets: random values made once, such as passwords of the warehouse's users.
    :param services: the started services.
    :param addresses: the last addresses shown to a user.
    """

    ports: dict[str, int] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    services: dict[str, ServiceRecord] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, path: Path) -> StackState:
        """Return the state in a file; an empty one if there is no file or it was cut short by a crash."""
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return cls()
        # A stack that an older version of this program started calls them parts.
        records = {**values.pop("parts", {}), **values.pop("services", {})}
        services = {name: ServiceRecord(**record) for name, record in records.items()}
        return cls(services=services, **values)

    def save(self, path: Path) -> None:
        """Replace the file in one step."""
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, json.dumps(asdict(self), indent=2, sort_keys=True) + "\n")
