"""What became of one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class TableSummary:
    """One restored table.

    :param name: its name.
    :param rows: rows counted while reading, equal to the rows in the table.
    :param bytes: bytes of row text.
    :param seconds: time spent by the connections on it, indexes and checks included.
    :param way: ``load`` (LOAD DATA), ``insert``, ``load+insert`` or ``empty``.
    :param warnings: what should be known, such as why rows went by INSERT.
    :param defects: tolerated defects by column and kind, such as ``{"birthday": {"zero_dates": 12}}``.
    :param resumed: whether an earlier try had completed it.
    :param error: why it failed; None for a complete table.
    """

    name: str
    rows: int = 0
    bytes: int = 0
    seconds: float = 0.0
    way: str = "empty"
    warnings: list[str] = field(default_factory=list)
    defects: dict[str, dict[str, int]] = field(default_factory=dict)
    resumed: bool = False
    error: str | None = None

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> TableSummary:
        """Return the summary of a table that an earlier try completed."""
        return cls(**{**facts, "resumed": True, "error": None})

    def facts(self) -> dict[str, Any]:
        """Return all fields as plain data."""
        facts = asdict(self)
        facts["seconds"] = round(self.seconds, 3)
        return facts
