"""One column of a table of the source system."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type as written, whether it may be NULL, and its default as text."""

    name: str
    type: str
    nullable: bool
    default: str | None

    @property
    def is_binary(self) -> bool:
        """Whether its values are bytes."""
        return self.type.startswith(("blob", "binary", "varbinary"))

    @property
    def is_bit(self) -> bool:
        """Whether it is a BIT column, whose values are written as numbers."""
        return self.type.startswith("bit")

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers."""
        return self.type.startswith(("int", "bigint", "tinyint", "decimal", "float", "double", "bit"))

    def default_value(self) -> int | str | None:
        """Return the value of a row that does not set the column."""
        if self.default is None:
            return None
        if self.type.startswith(("int", "bigint", "tinyint", "bit")):
            return int(self.default)
        return self.default
