"""Gold numbers calculated in plain Python from the generated rows: from the definitions, not from the SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any

from dev.sample.world_day import WorldDay

CORPORATE, INDIVIDUAL = {2, 3}, {1, 6, 7, 9}
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
        """One row per tenant, apartment and room: the last valid one; parents must exist."""
        tenants = {row["id"] for row in self.rows("tenants")}
        rooms = {row["id"] for row in self.rows("rooms")}
        best: dict[tuple[int, int, int], tuple[Any, Row]] = {}
        for row in self.rows("movings"):
            key = (row["tenant_id"], row["apartment_id"], row["room_id"])
            start = day(row["movein_date"])
            rank = (
                row["cancel_flag"] == 0,
                start is not None,
                start or date.min,
                str(row["updated_at"] or ""),
                row["id"],
            )
            if key not in best or rank > best[key][0]:
                best[key] = (rank, row)
        return [
            row
            for (tenant, apartment, room), (_, row) in best.items()
            if tenant in tenants and apartment in self.located and room in rooms
        ]

    @cached_property
    def located(self) -> dict[int, bool]:
        """Apartment to whether its coordinates are in the map's box."""
        south, north, west, east = BOX

        def inside(row: Row) -> bool:
            if row["latitude"] is None or row["longitude"] is None:
                return False
            return south <= float(row["latitude"]) <= north and west <= float(row["longitude"]) <= east

        return {row["id"]: inside(row) for row in self.rows("apartments")}

    def daily_activity(self) -> dict[tuple[date, str], tuple[int, int, int]]:
        """(day, tenant type) to (new contracts, move-ins, moveouts), days without any left out."""
        signed: Counter[tuple[date, str]] = Counter()
        entered: Counter[tuple[date, str]] = Counter()
        left: Counter[tuple[date, str]] = Counter()
        for row in self.contracts:
            kind = tenant_type(row)
            if row["cancel_flag"] == 0:
                self._count(signed, day(row["movein_decided_date"]), kind)
                self._count(entered, move_in(row), kind)
            if row["is_moveout"] == 1:
                self._count(left, moveout(row), kind)
        keys = signed.keys() | entered.keys() | left.keys()
        return {key: (signed[key], entered[key], left[key]) for key in keys}

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
            end, begin = moveout(row), move_in(row)
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


def day(value: Any) -> date | None:
    """A source date or moment as a day; zero dates and years before 1900 are no days."""
    if value is None:
        return None
    text = str(value)[:10]
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year >= 1900 else None


def tenant_type(row: Row) -> str:
    """Corporate, individual or unknown, from the contract's type."""
    code = row["moving_agreement_type"]
    return "corporate" if code in CORPORATE else "individual" if code in INDIVIDUAL else "unknown"


def move_in(row: Row) -> date | None:
    """The first day in the room: renewals move the contract's start, not the person."""
    found = [value for value in (day(row["original_movein_date"]), day(row["movein_date"])) if value]
    return min(found, default=None)


def moveout(row: Row) -> date | None:
    """The source's own combination, else the planned leaving day, else the last rent day."""
    return day(row["moveout_date_integrated"]) or day(row["moveout_plans_date"]) or day(row["moveout_date"])
