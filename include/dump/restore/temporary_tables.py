"""What became of a dump on temporary tables."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TemporaryTables:
    """The tables of a trial, as it has left them.

    :param left_out: those of whose definitions or alterations something was left out.
    :param filled: those that hold the dump's rows.
    :param altered: which of the report's alterations were done to them, by position.
    :param unchecked: those with rows that the dump inserts while it does not check foreign keys.
    """

    left_out: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset()
    altered: frozenset[int] = frozenset()
    unchecked: frozenset[str] = frozenset()
