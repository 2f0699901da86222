"""One table of the source system."""

from __future__ import annotations

from dataclasses import dataclass

from dev.sample.column import Column


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name in exact case, its columns in order, and its statement."""

    name: str
    columns: tuple[Column, ...]
    statement: str

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns in order."""
        return tuple(column.name for column in self.columns)
