"""A place where a dead run may have left something behind."""

from __future__ import annotations

from typing import Protocol

from include.staging.tidy_up.leftover import Leftover


class Place(Protocol):
    """A place where a dead run may have left something: looked at, erased, looked at again."""

    @property
    def kind(self) -> str:
        """Return what is left there, one of :mod:`include.staging.tidy_up.kinds`."""
        ...

    def found(self) -> list[Leftover]:
        """Return what is there; nothing is changed."""
        ...

    def erase(self) -> None:
        """Erase it, but for what is kept."""
        ...
