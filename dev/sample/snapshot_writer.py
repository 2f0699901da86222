"""The daily tenant snapshots of past days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from dev.sample.calendar import HORIZON, MERGE, iso, ordinal
from dev.sample.progress import Progress, silent
from dev.sample.randomness import generator
from dev.sample.tenancy import Tenancy
from dev.sample.world import World
from include.exceptions import ConfigurationError

#: The first snapshot there is, and the first that shows names instead of an asterisk.
FIRST_SNAPSHOT = ordinal("2025-05-11")
UNMASKED = ordinal("2025-07-01")
#: Thirteen dumps up to 7 Feb 2026 failed, so their days have no snapshot.
_LAST_GAP = ordinal("2026-02-07")
_GAPS = 13
#: One of the missing days is a month end.
_MONTH_ENDS = (ordinal("2025-06-30"), ordinal("2025-09-30"))
HEADER = "tenant_id,status,contract_type,full_name,snapshot_date\r\n"


class SnapshotWriter:
    """Writes snapshots that agree with the tenants of each day.

    :param world: the world.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._names = [_field(world.people.profile(t).full_name) for t in world.timeline.tenancies]

    def gaps(self) -> frozenset[int]:
        """Return the days (ordinals) that have no snapshot."""
        rng = generator(self._world.seed, "snapshot gaps")
        month_end = rng.choice(_MONTH_ENDS)
        days = [day for day in range(FIRST_SNAPSHOT + 1, _LAST_GAP + 1) if day != month_end]
        return frozenset([month_end, *rng.sample(days, _GAPS - 1)])

    def write(
        self,
        first: date,
        last: date,
        folder: Path,
        *,
        with_gaps: bool = True,
        bad_row_on: date | None = None,
        empty_on: date | None = None,
        progress: Progress = silent,
    ) -> list[Path]:
        """Write ``YYYYMMDD.csv`` for a range of days and return the files.

        :param first: first day.
        :param last: last day, included.
        :param folder: where the files go; made if missing.
        :param with_gaps: leave out the days whose dump failed.
        :param bad_row_on: a day whose file gets one row with a field too few.
        :param empty_on: a day whose file has no bytes.
        :param progress: called with the files done and to do.
        :raises ConfigurationError: if the range is not within the world.
        """
        begin, end = first.toordinal(), last.toordinal()
        if begin < FIRST_SNAPSHOT or end > HORIZON or begin > end:
            raise ConfigurationError(
                f"There are no sample snapshots from {first} to {last}.",
                f"Choose days between {iso(FIRST_SNAPSHOT)} and {iso(HORIZON)}.",
            )
        folder.mkdir(parents=True, exist_ok=True)
        gaps = self.gaps() if with_gaps else frozenset()
        paths: list[Path] = []
        for number, (day, lines) in enumerate(self._days(begin, end), start=1):
            if day not in gaps:
                path = folder / f"{date.fromordinal(day):%Y%m%d}.csv"
                content = _content(lines, day)
                if bad_row_on is not None and day == bad_row_on.toordinal():
                    content = _with_bad_row(content)
                path.write_bytes(b"" if empty_on is not None and day == empty_on.toordinal() else content)
                paths.append(path)
            progress("snapshots", number, end - begin + 1)
        return paths

    def _days(self, begin: int, end: int) -> Iterator[tuple[int, list[str]]]:
        """Yield each day with the beginnings of its lines; the list is reused and grows."""
        tenancies = self._world.timeline.tenancies
        changed: dict[int, set[int]] = defaultdict(set)
        for tenancy in tenancies:
            for day, _ in tenancy.changes:
                changed[day + 1].add(tenancy.index)
        lines: list[str] = []
        for day in range(begin, end + 1):
            known = len(self._world.timeline.tenancies_known(day))
            if day in (begin, MERGE + 1, UNMASKED):
                lines = [self._line(tenancy, day) for tenancy in tenancies[:known]]
            else:
                for index in changed[day]:
                    if index < len(lines):
                        lines[index] = self._line(tenancies[index], day)
                lines += [self._line(tenancy, day) for tenancy in tenancies[len(lines) : known]]
            yield day, lines

    def _line(self, tenancy: Tenancy, day: int) -> str:
        name = self._names[tenancy.index] if day >= UNMASKED else "*"
        return f"{tenancy.id},{tenancy.status_at(day)},{tenancy.contract_type_at(day)},{name},"


def _content(lines: list[str], day: int) -> bytes:
    end = f"{iso(day)}\r\n"
    return (HEADER + end.join(lines) + end).encode()


def _with_bad_row(content: bytes) -> bytes:
    """Return the file with the status of its middle row left out."""
    lines = content.split(b"\r\n")
    middle = len(lines) // 2
    tenant, _, rest = lines[middle].split(b",", 2)
    lines[middle] = tenant + b"," + rest
    return b"\r\n".join(lines)


def _field(value: str | None) -> str:
    """Return a CSV field with minimal quotes, as Python's csv module writes it."""
    if value is None:
        return ""
    if any(character in value for character in ',"\r\n'):
        return '"' + value.replace('"', '""') + '"'
    return value
