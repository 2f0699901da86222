"""The stays of the generated rows, put together in plain Python from the definition of int_stay_movings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.e2e.expected_dates import day, move_in, moveout

CORPORATE, INDIVIDUAL = {2, 3}, {1, 6, 7, 9}
Row = dict[str, Any]


@dataclass(frozen=True)
class Stay:
    """A tenant in a room for as long as there is no hole.

    :param rows: its movings in the order of their first day.
    :param left_before: the departure that ended the stay before.
    """

    rows: list[Row]
    left_before: date | None = None

    @property
    def first(self) -> Row:
        """The moving that began it."""
        return self.rows[0]

    @property
    def last(self) -> Row:
        """The moving that speaks for it."""
        return max(self.rows, key=_speaks)

    @property
    def move_in(self) -> date | None:
        """First day in the room."""
        found = move_in(self.first)
        if found and self.left_before and found <= self.left_before:
            return first_day(self.first)
        return found

    @property
    def is_no_show(self) -> bool:
        """Whether the move-out was done before the first day."""
        begin, end = self.move_in, moveout(self.last)
        return self.last["is_moveout"] == 1 and bool(begin and end and end < begin)

    def signings(self) -> list[tuple[date, str, bool]]:
        """Day and tenant type of each signing, and whether it is the first of the stay; one a day."""
        signed = sorted(
            ((when, row["id"], row) for row in self.rows if (when := day(row["movein_decided_date"]))),
            key=lambda found: found[:2],
        )
        found: list[tuple[date, str, bool]] = []
        for position, (when, _, row) in enumerate(signed):
            begins, began = first_day(row), first_day(self.first)
            is_first = position == 0 and (begins is None or began is None or begins <= began)
            if not found or found[-1][0] != when:
                found.append((when, tenant_type(row), is_first))
        return found


def tenant_type(row: Row) -> str:
    """Corporate, individual or unknown, from the contract's type."""
    code = row["moving_agreement_type"]
    return "corporate" if code in CORPORATE else "individual" if code in INDIVIDUAL else "unknown"


def first_day(row: Row) -> date | None:
    """First day of a moving's term."""
    return day(row["movein_date"]) or move_in(row)


def stays(movings: Iterable[Row]) -> list[Stay]:
    """Return the stays; of a tenant, building and room with cancelled rows only, all of them as one."""
    by_room: dict[tuple[int, int, int], list[Row]] = defaultdict(list)
    for row in movings:
        by_room[(row["tenant_id"], row["apartment_id"], row["room_id"])].append(row)
    found: list[Stay] = []
    for of_room in by_room.values():
        valid = [row for row in of_room if row["cancel_flag"] == 0]
        rows = sorted(valid or of_room, key=lambda row: (first_day(row) or date.max, row["id"]))
        found += _split(rows) if valid else [Stay(rows)]
    return found


def _split(rows: list[Row]) -> list[Stay]:
    found = [Stay([])]
    left = began = None
    for row in rows:
        begins = first_day(row)
        if left and begins and began and left < begins - timedelta(days=1) and began < left:
            found.append(Stay([], left))
        found[-1].rows.append(row)
        end = moveout(row)
        if row["is_moveout"] == 1 and end:
            end = max(end, begins + timedelta(days=1)) if begins else end
            left = max(left or end, end)
        began = max(began or begins, begins) if begins else began
    return found


def _speaks(row: Row) -> tuple[Any, ...]:
    return (
        day(row["movein_date"]) or date.min,
        row["is_moveout"] == 1,
        day(row["moveout_receipt_date"]) is not None,
        str(row["updated_at"] or ""),
        row["id"],
    )
