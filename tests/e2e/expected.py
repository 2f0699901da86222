"""Gold numbers calculated in plain Python from the generated rows: from the definitions, not from the SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any

from dev.sample.world_day import WorldDay
from tests.e2e.expected_dates import day, moveout
from tests.e2e.expected_stays import Stay, stays, tenant_type

FIRST_DAY = date(2018, 1, 1)
BOX = (35.0, 36.0, 139.0, 140.5)
Row = dict[str, Any]


class ExpectedNumbers:
    """What silver and gold must show for one day of the sample world.

    :param world: the rows of the dump.
    :param as_of: its date.
    """

    def __init__(self, world: WorldDay, as_of: date) -> None:
        self.world = world
        self.as_of = as_of

    def rows(self, table: str) -> Iterator[Row]:
        """Yield a table's rows by column name."""
        columns = self.world.columns(table)
        return (dict(zip(columns, row, strict=True)) for row in self.world.rows(table))

    @cached_property
    def contracts(self) -> list[Row]:
        """One row per stay, the moving that speaks for it; parents must exist."""
        tenants = {row["id"] for row in self.rows("tenants")}
        rooms = {row["id"] for row in self.rows("rooms")}
        return [
            {**stay.last, "move_in": stay.move_in}
            for stay in self.stays
            if stay.last["tenant_id"] in tenants
            and stay.last["apartment_id"] in self.located
            and stay.last["room_id"] in rooms
        ]

    @cached_property
    def stays(self) -> list[Stay]:
        """The stays of all movings."""
        return stays(self.rows("movings"))

    @cached_property
    def located(self) -> dict[int, bool]:
        """Apartment to whether its coordinates are in the map's box."""
        south, north, west, east = BOX

        def inside(row: Row) -> bool:
            if row["latitude"] is None or row["longitude"] is None:
                return False
            return south <= float(row["latitude"]) <= north and west <= float(row["longitude"]) <= east

        return {row["id"]: inside(row) for row in self.rows("apartments")}

    def daily_activity(self) -> dict[tuple[date, str], tuple[int, int, int, int]]:
        """(day, tenant type) to (new signings, renewals, move-ins, moveouts), days without any left out."""
        first: Counter[tuple[date, str]] = Counter()
        renewed: Counter[tuple[date, str]] = Counter()
        entered: Counter[tuple[date, str]] = Counter()
        left: Counter[tuple[date, str]] = Counter()
        for stay in self.stays:
            if stay.last["cancel_flag"] == 0:
                for when, kind, is_first in stay.signings():
                    self._count(first if is_first else renewed, when, kind)
                if not stay.is_no_show:
                    self._count(entered, stay.move_in, tenant_type(stay.first))
            if stay.last["is_moveout"] == 1 and not stay.is_no_show:
                self._count(left, moveout(stay.last), tenant_type(stay.last))
        keys = first.keys() | renewed.keys() | entered.keys() | left.keys()
        return {key: (first[key], renewed[key], entered[key], left[key]) for key in keys}

    def new_contracts(self) -> set[int]:
        """Ids of the contracts in gold.new_contracts."""
        return {
            row["id"]
            for row in self.contracts
            if row["cancel_flag"] == 0 and self._listed(row, day(row["movein_decided_date"]))
        }

    def moveouts(self) -> set[int]:
        """Ids of the contracts in gold.moveouts."""
        found = set()
        for row in self.contracts:
            end, begin = moveout(row), row["move_in"]
            before_start = end is not None and begin is not None and end < begin
            if row["is_moveout"] == 1 and not before_start and self._listed(row, end):
                found.add(row["id"])
        return found

    def moveout_notices(self) -> set[int]:
        """Ids of the contracts in gold.moveout_notices: the notices of the last 24 months."""
        window = self.as_of.replace(year=self.as_of.year - 2)
        return {
            row["id"]
            for row in self.contracts
            if (notice := day(row["moveout_receipt_date"])) and notice >= window and self._listed(row, notice)
        }

    def _listed(self, row: Row, when: date | None) -> bool:
        return (
            when is not None
            and FIRST_DAY <= when <= self.as_of
            and row["rent"] is not None
            and float(row["rent"]) > 0
            and self.located[row["apartment_id"]]
        )

    def _count(self, counter: Counter[tuple[date, str]], when: date | None, kind: str) -> None:
        if when is not None and FIRST_DAY <= when <= self.as_of:
            counter[(when, kind)] += 1
