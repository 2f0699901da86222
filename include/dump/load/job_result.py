"""How the rows of one job went into their table."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class JobResult:
    """What became of one job.

    :param ways: ``load`` (LOAD DATA) and ``insert``, whichever were used.
    :param notes: what should be known about it.
    :param empty_enums: whether an ENUM column may have got its error value.
    :param invalid_dates: whether a column of days may have got a zero or an impossible one.
    """

    ways: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    empty_enums: bool = False
    invalid_dates: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to count or to say about the rows."""
        return not (self.notes or self.empty_enums or self.invalid_dates)
