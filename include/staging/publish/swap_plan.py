"""The one RENAME TABLE that replaces staging."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from include.mysql.identifiers import quoted

# Names of tables on their way out. A number instead of the old name: 64 characters are the limit.
REPLACED_PREFIX: Final = "_replaced_"
_Move = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapPlan:
    """Which tables go where, all in one statement: readers see the state before or the state after it.

    :param source: schema whose tables are to be seen: the restored dump, or a backup.
    :param source_tables: its tables.
    :param staging: schema that readers see.
    :param staging_tables: its tables that are to be replaced; our own tables are not among them.
    :param backup: schema that takes the replaced tables; equal to ``source`` when two copies of one day swap.
    :param backup_tables: what it holds already: an older copy of the same day, which the new one replaces.
    """

    source: str
    source_tables: Sequence[str]
    staging: str
    staging_tables: Sequence[str]
    backup: str
    backup_tables: Sequence[str]

    def moves(self) -> list[_Move]:
        """Return the renames in order: schema and table from, schema and table to."""
        if self.backup == self.source:
            return self._exchange()
        aside = [
            (self.backup, table, self.source, f"{REPLACED_PREFIX}{number:03d}")
            for number, table in enumerate(self.backup_tables if self.staging_tables else ())
        ]
        out = [(self.staging, table, self.backup, table) for table in self.staging_tables]
        return aside + out + self._in()

    def _exchange(self) -> list[_Move]:
        names = [
            (table, f"{REPLACED_PREFIX}{number:03d}") for number, table in enumerate(self.staging_tables)
        ]
        out = [(self.staging, table, self.source, name) for table, name in names]
        back = [(self.source, name, self.source, table) for table, name in names]
        return out + self._in() + back

    def _in(self) -> list[_Move]:
        return [(self.source, table, self.staging, table) for table in self.source_tables]

    def statement(self) -> str:
        """Return the RENAME TABLE."""
        return "RENAME TABLE " + ", ".join(
            f"{quoted(a)}.{quoted(b)} TO {quoted(c)}.{quoted(d)}" for a, b, c, d in self.moves()
        )

    def moved(self) -> set[tuple[str, str]]:
        """Return schema and table of every table that moves."""
        return {(schema, table) for schema, table, _, _ in self.moves()}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSwap(SwapPlan):
    """The same for one table, of which the moves are known.

    :param steps: the renames in order.
    """

    steps: Sequence[_Move]

    def moves(self) -> list[_Move]:
        """Return the renames in order: schema and table from, schema and table to."""
        return list(self.steps)
