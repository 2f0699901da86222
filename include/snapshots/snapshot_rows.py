"""The checked rows of one snapshot file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

# Tenant id, status, contract type, name; an empty name is None.
SnapshotRow = tuple[int, int, int, str | None]

_NULL: Final = r"\N"
_ESCAPES: Final = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\0": r"\0"})
_escaped = re.compile(r"[\\\t\n\r\0]").search


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotRows:
    """The checked rows of one snapshot file.

    :param day: JST day of the snapshot.
    :param rows: its tenants, each once.
    """

    day: date
    rows: list[SnapshotRow]

    def as_load_data(self) -> bytes:
        r"""Return the rows for LOAD DATA with its default escapes: tabs, line feeds, ``\N`` for NULL."""
        lines = [f"{tenant}\t{status}\t{kind}\t{_text(name)}\n" for tenant, status, kind, name in self.rows]
        return "".join(lines).encode()

    def as_parameters(self) -> Iterator[tuple[date, int, int, int, str | None]]:
        """Return the rows as parameters of an INSERT, for a server that refuses LOAD DATA LOCAL."""
        return ((self.day, *row) for row in self.rows)


def _text(name: str | None) -> str:
    if name is None:
        return _NULL
    return name.translate(_ESCAPES) if _escaped(name) else name  # to look first takes a quarter of the time
