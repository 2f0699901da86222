"""A table around the core: clearings, histories and the like."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dev.sample.calendar import BASE, office_second, ordinal
from dev.sample.cell import column_maker
from dev.sample.contract import Contract
from dev.sample.randomness import generator
from dev.sample.row_context import RowContext
from dev.sample.table import Table
from dev.sample.timeline import Timeline
from dev.sample.values import Value

_BLOCK = 512
#: A row belongs to one of so many contracts before it, at full scale.
_RECENT_CONTRACTS = 14_000


class BulkTable:
    """Makes the rows of one table; row N is the same in the dumps of all days but for what was settled since.

    :param timeline: the world's tenants and contracts, to which rows belong.
    :param table: columns and name.
    :param spec: the table's entry in ``tables.yml``.
    :param counts: gives the number of rows of a table on the base day.
    """

    def __init__(
        self, timeline: Timeline, table: Table, spec: Mapping[str, Any], counts: Callable[[str], int]
    ) -> None:
        self._timeline = timeline
        self._table = table
        self._rows_at_base = counts(table.name)
        self._daily = float(spec.get("daily", 0.0)) * self._rows_at_base / spec["rows"]
        self._first_id = int(spec.get("first_id", 1))
        self._start = ordinal(str(spec["from"]))
        self._end = ordinal(str(spec["until"])) if "until" in spec else BASE - 1
        overrides = spec.get("columns", {})
        self._makers = [
            column_maker(table.name, column, overrides.get(column.name), counts) for column in table.columns
        ]

    def row_count(self, dump_day: int) -> int:
        """Return how many rows the table has in the dump of a day."""
        return self._rows_at_base + int(self._daily * (dump_day - BASE))

    def rows(self, dump_day: int) -> Iterator[tuple[Value, ...]]:
        """Yield the rows in the dump of a day, one at a time."""
        total = self.row_count(dump_day)
        makers = self._makers
        row = RowContext()
        for start in range(0, total, _BLOCK):
            rng = generator(self._timeline.seed, self._table.name, start)
            known = self._contracts_before(self._day_of(start))
            for index in range(start, min(start + _BLOCK, total)):
                self._fill(row, index, rng.getrandbits(128), known, dump_day)
                yield tuple([make(row) for make in makers])

    def _day_of(self, index: int) -> int:
        if index < self._rows_at_base:
            return self._start + index * (self._end - self._start + 1) // self._rows_at_base
        return BASE + int((index - self._rows_at_base) / self._daily)

    def _contracts_before(self, day: int) -> list[Contract]:
        known = self._timeline.contracts_known(day + 1)
        window = max(20, self._timeline.scale.core_count(_RECENT_CONTRACTS))
        return known[-window:] or self._timeline.contracts[:1]

    def _fill(self, row: RowContext, index: int, bits: int, known: list[Contract], dump_day: int) -> None:
        contract = known[bits % len(known)]
        room = self._timeline.portfolio.rooms[contract.room]
        day = self._day_of(index)
        settled = day + 18 + (bits >> 90) % 28
        row.index = index
        row.id = index + self._first_id
        row.bits = bits
        row.day = row.month = day
        row.second = office_second(bits >> 70)
        row.settled = settled if settled < dump_day and bits % 29 else None
        row.changed = row.settled if row.settled is not None and bits % 3 else day
        row.amount = room.rent + (8_000, 10_000, 12_000, 15_000)[bits % 4]
        row.paid = 0 if row.settled is None else row.amount
        row.tenant_id = contract.orphan_tenant_id or self._timeline.tenancies[contract.tenant].id
        row.moving_id = contract.id
        row.apartment_id = room.apartment_id
        row.room_id = room.id
