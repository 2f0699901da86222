"""Something that must not be in the repository."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One place. What was found there is not part of it: reports are public.

    :param rule: the rule's name.
    :param path: the file, from the repository's root.
    :param line: the line, from 1; 0 for the file as a whole.
    :param commit: the commit that added it, abbreviated; None for the files as they are.
    """

    rule: str
    path: str
    line: int
    commit: str | None = None

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.rule}" + (f" (commit {self.commit})" if self.commit else "")
