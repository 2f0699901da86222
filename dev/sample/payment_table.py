"""The payments: the rent of each contract and month, and who pays it when."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from dev.sample.bulk_table import BulkTable
from dev.sample.calendar import BASE_DAY, FIRST, HORIZON, office_second
from dev.sample.contract import Contract
from dev.sample.moving_rows import contract_bits, monthly_rent
from dev.sample.randomness import mixed
from dev.sample.row_context import RowContext
from dev.sample.table import Table
from dev.sample.timeline import Timeline

#: The rent of a month is asked for on this day of the month before.
_BILLING_DAY = 20
#: A small world has the payments of so many months before the base day, production those since 2018.
_FEWEST_MONTHS = 14
_MONTHS_SINCE_FIRST = 97


class PaymentTable(BulkTable):
    """Makes the rows of ``payments``: one for each contract and month in which somebody lived there.

    The amount is the contract's rent by the days (those that began with the tenant in the room). Nearly all
    pay by the end of the month before; a few contracts always pay late, some months are paid in part or
    never, and some tenants pay their last month after they have left. Contracts without a rent are not
    billed.

    :param timeline: the world's tenants and contracts.
    :param table: columns and name.
    :param spec: the table's entry in ``tables.yml``.
    :param counts: gives the number of rows of a table on the base day.
    """

    def __init__(
        self, timeline: Timeline, table: Table, spec: Mapping[str, Any], counts: Callable[[str], int]
    ) -> None:
        super().__init__(timeline, table, spec, counts)
        share = timeline.scale.bulk / timeline.scale.core
        self._months = min(_MONTHS_SINCE_FIRST, max(_FEWEST_MONTHS, round(_MONTHS_SINCE_FIRST * share)))

    def row_count(self, dump_day: int) -> int:
        """Return how many rows the table has in the dump of a day."""
        return bisect_left(self._bills, (dump_day,))

    @cached_property
    def _bills(self) -> list[tuple[int, int, int]]:
        """Day on which the row is made, index of the contract and first day of the month, in order."""
        months = list(_months(self._months))
        bills = [
            (max(contract.created, billed), contract.index, first)
            for contract in self._timeline.contracts
            if contract.cancelled is None and contract.orphan_tenant_id is None and self._rent(contract) > 0
            for billed, first, last in months
            if _nights(contract, first, last)
        ]
        return sorted(bills)

    def _rent(self, contract: Contract) -> int:
        room = self._timeline.portfolio.rooms[contract.room]
        return monthly_rent(room.rent, contract_bits(self._timeline.seed, contract))

    def _day_of(self, index: int) -> int:
        return self._bills[index][0]

    def _fill(self, row: RowContext, index: int, bits: int, known: list[Contract], dump_day: int) -> None:
        day, contract_index, first = self._bills[index]
        contract = self._timeline.contracts[contract_index]
        room = self._timeline.portfolio.rooms[contract.room]
        last = _last_of_month(first)
        settled, share = self._payment(contract, day, last, bits)
        row.index, row.id, row.bits = index, index + 1, bits
        row.day, row.month, row.second = day, first, office_second(bits >> 70)
        row.settled = settled if settled is not None and settled < dump_day else None
        row.changed = day if row.settled is None else row.settled
        row.amount = round(self._rent(contract) * _nights(contract, first, last) / (last - first + 1))
        row.paid = 0 if row.settled is None else round(row.amount * share / 100)
        row.tenant_id = self._timeline.tenancies[contract.tenant].id
        row.moving_id, row.apartment_id, row.room_id = contract.id, room.apartment_id, room.id

    def _payment(self, contract: Contract, billed: int, last: int, bits: int) -> tuple[int | None, int]:
        """Return the day of the payment, None for never, and what per cent of the amount it is."""
        payer = mixed(self._timeline.seed, "payer", contract.id)
        share = 60 if (bits >> 20) % 125 == 0 else 100
        if (bits >> 30) % 400 == 0:
            return None, 0
        if contract.leave is not None and contract.leave <= last and payer % 20 == 0:
            return max(contract.leave, billed) + 15 + bits % 20, share
        if payer % 50 == 1:
            return billed + 25 + bits % 30, share
        return billed + 1 + bits % 8, share


def _nights(contract: Contract, first: int, last: int) -> int:
    """Return on how many days from first to last the tenant was in the room at 00:00 under this contract."""
    begin = contract.movein + (0 if contract.renewal else 1)
    end = HORIZON if contract.leave is None else contract.leave
    if contract.superseded is not None and contract.leave is None:
        end = contract.superseded - 1
    return max(0, min(end, last) - max(begin, first) + 1)


def _months(before: int) -> Iterator[tuple[int, int, int]]:
    """Yield billing day, first and last day of each month, from so many before the base day's on."""
    number = BASE_DAY.year * 12 + BASE_DAY.month - 1 - before
    while (first := date(number // 12, number % 12 + 1, 1).toordinal()) <= HORIZON:
        earlier = date((number - 1) // 12, (number - 1) % 12 + 1, _BILLING_DAY).toordinal()
        if first >= FIRST:
            yield earlier, first, _last_of_month(first)
        number += 1


def _last_of_month(first: int) -> int:
    month = date.fromordinal(first)
    return date(month.year + month.month // 12, month.month % 12 + 1, 1).toordinal() - 1
