"""What an erasure found, and what it left."""

from __future__ import annotations

from dataclasses import dataclass

from include.text_table import text_table


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureReport:
    """What an erasure found, and what it left.

    :param found: items by place, before.
    :param left: items by place, afterwards; None for a dry run.
    :param notes: what a person has to look at.
    """

    found: dict[str, int]
    left: dict[str, int] | None
    notes: tuple[str, ...]

    def __str__(self) -> str:
        """Return the table and the notes, without a name in them."""
        left = self.left or {}
        rows = [(name, f"{count:,}", str(left.get(name, "-"))) for name, count in self.found.items()]
        table = text_table(("place", "found", "left"), rows)
        return "\n".join([table, *(f"Look at: {note}" for note in self.notes)])
