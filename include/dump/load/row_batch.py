"""Some rows of a dump as one INSERT."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from include.dump.errors import RestoreTableError
from include.dump.parse.column import Column
from include.dump.parse.row_values import empty_enums, rows_of, without_empty_enums
from include.dump.parse.statement import Rows
from include.dump.parse.table_definition import TableDefinition


@dataclass(frozen=True, slots=True)
class RowBatch:
    """Consecutive rows that are inserted with one statement.

    :param table: the table.
    :param part: the part of the dump they are from.
    :param rows: the rows, parentheses included.
    :param first_row: the number of the first one within the table, from 1.
    """

    table: TableDefinition
    part: Rows
    rows: tuple[bytes, ...]
    first_row: int

    @classmethod
    def of(cls, table: TableDefinition, part: Rows, first_row: int) -> RowBatch:
        """Return all rows of a part, which begins with the row of this number."""
        batch = cls(table, part, tuple(rows_of(part)), first_row)
        batch.check_count(part.count)
        return batch

    def statement(self, count: int | None = None) -> bytes:
        """Return the INSERT of all rows, or of the first so many."""
        return self.part.header + b",".join(self.rows[:count])

    def split(self, size: int) -> Iterator[RowBatch]:
        """Yield the rows in batches of at most this size."""
        for start in range(0, len(self.rows), size):
            yield replace(self, rows=self.rows[start : start + size], first_row=self.first_row + start)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns written, in order."""
        return self.table.written_columns(self.part.columns) or ()

    def empty_enums(self, index: int) -> frozenset[str]:
        """Return the ENUM columns whose value is written as the empty string in a row, counted from 0."""
        return empty_enums(self.rows[index], self.columns, self.part.lexicon)

    def without_empty_enums(self) -> RowBatch:
        """Return the rows with the first value of its list for each ENUM written as the empty string."""
        columns, lexicon = self.columns, self.part.lexicon
        return replace(self, rows=tuple(without_empty_enums(row, columns, lexicon) for row in self.rows))

    def has_empty_enums(self) -> bool:
        """Tell whether any row has an ENUM written as the empty string."""
        return any(self.empty_enums(index) for index in range(len(self.rows)))

    def refused(self, why: str, index: int | None) -> RestoreTableError:
        """Return the error that names the row refused, counted from 0, or all of them if it is not known."""
        where = f"row {self.first_row + (index or 0):,}"
        if index is None and len(self.rows) > 1:
            where = f"one of the rows {self.first_row:,} to {self.first_row + len(self.rows) - 1:,}"
        return RestoreTableError(
            f"Table {self.table.name}, {where}: {why}.",
            "Look at that row in the source; correct it there and have the dump made again.",
        )

    def check_count(self, affected: int) -> None:
        """Raise :class:`RestoreTableError` if not exactly these rows went in."""
        if affected != len(self.rows):
            raise RestoreTableError(
                f"Table {self.table.name}: {affected:,} rows went in out of {len(self.rows):,} from row "
                f"{self.first_row:,} on.",
                "Look at these rows in the dump: its INSERT statement is not of the plain form.",
            )
