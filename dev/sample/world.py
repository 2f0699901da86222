"""A synthetic GGhouse: everything in it follows from a seed and a size."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from dev.sample.bulk_table import BulkTable
from dev.sample.calendar import FIRST, HORIZON, dump_ordinal, ordinal
from dev.sample.inquiry_rows import InquiryRows
from dev.sample.lookup_rows import lookup_tables
from dev.sample.moving_rows import MovingRows
from dev.sample.payment_table import PaymentTable
from dev.sample.people import People
from dev.sample.property_rows import PropertyRows
from dev.sample.resources import resource
from dev.sample.scale import Scale
from dev.sample.schema import source_tables
from dev.sample.tenant_rows import TenantRows
from dev.sample.timeline import Timeline
from dev.sample.world_day import WorldDay
from include.exceptions import ConfigurationError

DEFAULT_SEED = 20260210
#: Tables around the core whose rows follow from the contracts.
_TABLES_OF_THEIR_OWN = {"payments": PaymentTable}
_INVERTED_BEFORE = ordinal("2022-01-01")


class World:
    """All days of one synthetic GGhouse: a pure function of (seed, scale).

    The whole history and 400 days of future are laid out once; the dump of a day is what is known on it. So
    the dumps of two days differ by what happened between them, and by nothing else.

    :param seed: any whole number.
    :param scale: how large it is.
    """

    def __init__(self, seed: int = DEFAULT_SEED, scale: Scale | None = None) -> None:
        self.seed = seed
        self.scale = scale or Scale.of()
        self.timeline = Timeline(seed, self.scale)
        self.people = People(seed)
        self.inquiries = InquiryRows(self.timeline)
        self.tenant_rows = TenantRows(self.timeline, self.people, self.inquiries.inquiry_of)
        self.property_rows = PropertyRows(seed, self.timeline.portfolio)
        self.moving_rows = MovingRows(
            self.timeline,
            inverted=self._inverted_contract(),
            endless=self._endless_contract(),
        )
        self.lookups = lookup_tables()

    @cached_property
    def bulk(self) -> dict[str, BulkTable]:
        """The tables around the core by name."""
        tables = source_tables()
        return {
            name: _TABLES_OF_THEIR_OWN.get(name, BulkTable)(
                self.timeline, tables[name], spec, self._rows_at_base
            )
            for name, spec in resource("tables").items()
        }

    def day(self, number: int) -> WorldDay:
        """Return the world as the dump of day N shows it; day 0 is 2026-02-10.

        :raises ConfigurationError: if the world is not laid out that far.
        """
        return WorldDay(self, dump_ordinal(number))

    def on(self, day: date) -> WorldDay:
        """Return the world as the dump of a calendar day shows it, past days included.

        Only the core tables of past days are as they were then; the tables around them begin on the base day.

        :raises ConfigurationError: if the world is not laid out for that day.
        """
        if not FIRST < day.toordinal() <= HORIZON:
            raise ConfigurationError(
                f"The sample world has no {day}.", f"Choose a day up to {date.fromordinal(HORIZON)}."
            )
        return WorldDay(self, day.toordinal())

    def _rows_at_base(self, table: str) -> int:
        return self.scale.bulk_count(resource("tables")[table]["rows"])

    def _inverted_contract(self) -> int:
        """Return the id of the one contract that ends before it starts."""
        return next(
            contract.id
            for contract in self.timeline.contracts
            if contract.leave is not None
            and contract.leave < _INVERTED_BEFORE
            and contract.orphan_tenant_id is None
        )

    def _endless_contract(self) -> int:
        """Return the id of one contract of a company that leases a whole building."""
        return next(
            contract.id
            for contract in self.timeline.contracts
            if contract.leave is not None and contract.leave > HORIZON
        )
