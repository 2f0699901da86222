"""How much of the real portfolio a sample world holds."""

from __future__ import annotations

from dataclasses import dataclass

from include.exceptions import ConfigurationError

#: Makes a dump of a few MB, in which every rule on row counts still holds.
DEFAULT_SCALE = 0.002
#: Below this the smallest cohorts (status 13, merged types, leased buildings) would vanish.
SMALLEST_CORE = 0.065
#: A table up to this many rows is a code list and is never thinned out.
WHOLE_TABLE_ROWS = 300
SMALLEST_TABLE_ROWS = 120


@dataclass(frozen=True, slots=True)
class Scale:
    """The share of production's volume in a sample world.

    :param core: share of apartments, rooms, tenants, movings and inquiries, 0..1.
    :param bulk: share of the rows of all other tables, 0..1.
    """

    core: float
    bulk: float

    @classmethod
    def of(cls, scale: float = DEFAULT_SCALE, core: float | None = None) -> Scale:
        """Return the scale for one number.

        :param scale: 1.0 is the production of February 2026 (a dump of about 945 MB).
        :param core: another share for the five core tables; by default the same, but never so little
            that the portfolio loses its shape.
        :raises ConfigurationError: if a share is not between 0 and 1.
        """
        chosen = max(scale, SMALLEST_CORE) if core is None else core
        if not 0 < scale <= 1 or not 0 < chosen <= 1:
            raise ConfigurationError(
                f"A sample scale of {scale} (core tables {chosen}) is not possible.",
                "Give a number above 0 and up to 1; 1 is the full volume of production.",
            )
        return cls(core=chosen, bulk=scale)

    def core_count(self, full: int) -> int:
        """Return how many of ``full`` core entities this scale has, at least one."""
        return max(1, round(full * self.core))

    def bulk_count(self, full: int) -> int:
        """Return how many rows a table has whose production size is ``full``."""
        if full <= WHOLE_TABLE_ROWS:
            return full
        return max(SMALLEST_TABLE_ROWS, round(full * self.bulk))
