"""How one model differs between two builds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableDifference:
    """One table or view of silver or gold.

    :param name: ``schema.table`` without the builds' prefixes.
    :param before: rows of the base build; None if it has no such table.
    :param after: rows of the head build; None if it has no such table.
    :param only_before: rows of the base build that the head build lacks, compared over the common columns.
    :param only_after: rows of the head build that the base build lacks.
    :param added: columns that are new.
    :param removed: columns that are gone.
    :param changed: common columns whose values differ.
    """

    name: str
    before: int | None
    after: int | None
    only_before: int = 0
    only_after: int = 0
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def is_different(self) -> bool:
        """Whether a reader has to look at it."""
        rows = self.before != self.after or self.only_before or self.only_after
        return bool(rows or self.added or self.removed)
