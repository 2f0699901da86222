"""Which days of which sample worlds are proven, and what happens between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from dev.sample.world import DEFAULT_SEED

Range = tuple[date, date]

#: What production sets: the rooms that the four organisations agreed on, whatever rooms the source has.
AGREED_ROOMS = 16_108

#: Masked names until July, the merge of contract types in September, January whole and the days before the
#: first dump. Between them there are long gaps; the files of every day would prove the same and take several
#: times as long.
SNAPSHOTS: tuple[Range, ...] = (
    (date(2025, 6, 24), date(2025, 7, 4)),
    (date(2025, 9, 22), date(2025, 10, 6)),
    (date(2025, 12, 31), date(2026, 2, 9)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One sample world followed over some days on one server.

    :param seed: seed of the sample world.
    :param days: numbers of the dump days on which the pipeline runs, in order.
    :param snapshots: days of the snapshot files that are there before the first dump.
    :param spoiled: whether the source gets more dirty values than the sample world has by itself.
    :param late_snapshots: day numbers without a run of their own whose snapshot arrives with the next run.
    :param replaced_snapshot: days before the first dump; its file is replaced before the second run.
    :param rebuilt: first and last day before the first dump that the last run is asked to build again.
    :param agreed_rooms_from: number of the day from whose run on the denominator of occupancy is
        :data:`AGREED_ROOMS`; before, or with ``None``, the rooms of the dump are counted.
    :param full_refresh: whether the last day is proven once more after a full rebuild of the status history.
    """

    seed: int
    days: tuple[int, ...]
    snapshots: tuple[Range, ...] = SNAPSHOTS
    spoiled: bool
    late_snapshots: tuple[int, ...] = ()
    replaced_snapshot: int | None = None
    rebuilt: tuple[int, int] | None = None
    agreed_rooms_from: int | None = None
    full_refresh: bool = False

    def agreed_rooms(self, number: int) -> int | None:
        """Return the denominator that the run of a day is given, ``None`` if it counts rooms."""
        first = self.agreed_rooms_from
        return AGREED_ROOMS if first is not None and number >= first else None


#: Day 18 is the last of February.
FULL = (
    # The number of rooms is agreed on between two runs: days that are not built again keep their denominator.
    Scenario(
        seed=DEFAULT_SEED,
        days=(0, 1, 5),
        spoiled=False,
        late_snapshots=(2, 3),
        agreed_rooms_from=5,
        full_refresh=True,
    ),
    Scenario(
        seed=11,
        days=(0, 1, 18),
        spoiled=True,
        late_snapshots=(2, 16),
        replaced_snapshot=20,
        full_refresh=True,
    ),
    Scenario(
        seed=4711,
        days=(0, 1, 9),
        spoiled=True,
        replaced_snapshot=2,
        rebuilt=(30, 20),
        agreed_rooms_from=0,
    ),
)
#: What the test suite runs.
REDUCED = (
    Scenario(
        seed=11,
        # The dumps of the days between were missing; one of their snapshots comes late.
        days=(0, 3),
        snapshots=((date(2025, 9, 27), date(2025, 9, 30)), (date(2026, 1, 29), date(2026, 2, 9))),
        spoiled=True,
        late_snapshots=(1,),
        replaced_snapshot=9,
        agreed_rooms_from=3,
        full_refresh=True,
    ),
)


def scenarios_of(seed: int | None, *, quick: bool) -> tuple[Scenario, ...]:
    """Return the scenarios to prove.

    :param seed: seed of the only sample world to prove; ``None`` proves the scenarios listed above. A seed
        that they do not have takes the days and snapshots of the first of them.
    :param quick: whether to choose from :data:`REDUCED` instead of :data:`FULL`.
    :returns: at least one scenario.
    """
    listed = REDUCED if quick else FULL
    if seed is None:
        return listed
    return tuple(s for s in listed if s.seed == seed) or (replace(listed[0], seed=seed),)
