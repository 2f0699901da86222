"""One thing that a dead run left behind."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

HEADER: Final = ("what", "is", "where", "details")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """One thing that a dead run left behind; never a row's content.

    :param kind: what it belongs to, one of :mod:`include.staging.tidy_up.kinds`.
    :param what: what it is.
    :param where: the schema or the server.
    :param details: which ones, and how much.
    :param kept: why it is not erased although its kind is; empty for what is.
    """

    kind: str
    what: str
    where: str
    details: str
    kept: str = ""

    def facts(self) -> dict[str, str]:
        """Return what the ledger keeps of it."""
        return {name: value for name, value in asdict(self).items() if value}

    def row(self, state: str) -> tuple[str, str, str, str]:
        """Return its line in the table of the log, below :data:`HEADER`.

        :param state: what became of it.
        """
        return self.what, state, self.where, self.details
