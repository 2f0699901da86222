"""The checked rows of one snapshot file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

# Tenant id, status, contract type, name; an empty name is None.
SnapshotRow = tuple[int, int, int, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotRows:
    """The checked rows of one snapshot file.

    :param day: JST day of the snapshot.
    :param rows: its tenants, each once.
    """

    day: date
    rows: list[SnapshotRow]

    def as_parameters(self) -> Iterator[tuple[date, int, int, int, str | None]]:
        """Return the rows as parameters of an INSERT, for a server that refuses LOAD DATA LOCAL."""
        return ((self.day, *row) for row in self.rows)
