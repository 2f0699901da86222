"""Rows on their way into one table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from include.dump.parse.statement import Rows
from include.dump.parse.table_definition import TableDefinition


@dataclass(slots=True)
class LoadJob:
    """Rows of one table that go in with one transaction.

    :param definition: the table.
    :param number: counts the jobs of the table, from 0.
    :param first_row: number of the first row within the table, from 1.
    """

    definition: TableDefinition
    number: int
    first_row: int
    parts: list[Rows] = field(default_factory=list)
    size: int = 0
    rows: int = 0

    @property
    def table(self) -> str:
        """The table's name."""
        return self.definition.name

    def add(self, part: Rows) -> None:
        """Append rows."""
        self.parts.append(part)
        self.size += len(part.text)
        self.rows += part.count

    def takes(self, part: Rows) -> bool:
        """Tell whether the part can go in with the same statement as the parts before it."""
        if not self.parts:
            return True
        last = self.parts[-1]
        return (last.load_charset, last.columns, last.charset, last.numbered, last.session) == (
            part.load_charset,
            part.columns,
            part.charset,
            part.numbered,
            part.session,
        )

    def first_rows(self) -> Iterator[tuple[int, Rows]]:
        """Yield each part with the number of its first row."""
        number = self.first_row
        for part in self.parts:
            yield number, part
            number += part.count
