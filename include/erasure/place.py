"""A place where a person's data may be."""

from __future__ import annotations

from typing import Protocol


class Place(Protocol):
    """A place where a person's data may be: looked at first, erased afterwards, looked at again."""

    @property
    def name(self) -> str:
        """Return what the report calls the place."""
        ...

    def found(self) -> int:
        """Return how many items there are to erase: rows, object versions, schemas or tables."""
        ...

    def erase(self) -> None:
        """Erase them; a second call finds nothing left to do."""
        ...
