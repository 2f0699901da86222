"""What a stack remembers between two commands."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from dev.local.part_record import PartRecord
from dev.servers.private_file import write_private


@dataclass(slots=True)
class StackState:
    """Ports, secrets and started parts; one file that only its owner may read.

    :param ports: port of each part that listens, kept so that addresses survive a restart.
    :param secrets: random values made once, such as passwords of the warehouse's users.
    :param parts: the started parts.
    :param addresses: the last addresses told to a user.
    """

    ports: dict[str, int] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    parts: dict[str, PartRecord] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, path: Path) -> StackState:
        """Return the state in a file; an empty one if there is no file or it was cut short by a crash."""
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return cls()
        parts = {name: PartRecord(**record) for name, record in values.pop("parts", {}).items()}
        return cls(parts=parts, **values)

    def save(self, path: Path) -> None:
        """Replace the file in one step."""
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, json.dumps(asdict(self), indent=2, sort_keys=True) + "\n")
