"""One tenant of the world: when they came, what became of them, and their contracts."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from dev.sample.calendar import MERGE
from dev.sample.contract import Contract

#: Types that the source turned into 1 in tenants.contract_type on the merge day.
MERGED_TYPES = frozenset({3, 6, 7, 9})


@dataclass(slots=True)
class Tenancy:
    """The whole life of one tenant; every day is an ordinal.

    :param index: which tenant, in order of creation.
    :param id: primary key; ids have gaps, as in the source.
    :param code: contract type.
    :param created: day on which the row appears.
    """

    index: int
    id: int
    code: int
    created: int
    #: Status changes in order: the day of the change and the new status.
    changes: list[tuple[int, int]] = field(default_factory=list)
    #: Contracts in order; of several rooms leased together the first is the tenant's own.
    contracts: list[Contract] = field(default_factory=list)
    #: Further rooms leased together with the first.
    extra_contracts: list[Contract] = field(default_factory=list)
    #: First and last day in residence, if the tenant ever moved in.
    movein: int | None = None
    leave: int | None = None

    def status_at(self, dump_day: int) -> int:
        """Return the status in the dump of a day: the last change before it."""
        return self.changes[max(0, bisect_left(self.changes, (dump_day, -1)) - 1)][1]

    def contract_type_at(self, dump_day: int) -> int:
        """Return tenants.contract_type in the dump of a day; after the merge most types are 1."""
        if dump_day > MERGE and self.code in MERGED_TYPES:
            return 1
        return self.code

    def current_contract(self, dump_day: int) -> Contract | None:
        """Return the contract that tenants.moving_id names in the dump of a day."""
        current = None
        for contract in self.contracts:
            if contract.created < dump_day and (current is None or contract.movein < dump_day):
                current = contract
        return current

    def last_change(self, dump_day: int) -> int:
        """Return the last day before the dump on which the row changed."""
        status_day = self.changes[max(0, bisect_left(self.changes, (dump_day, -1)) - 1)][0]
        return max(self.created, min(status_day, dump_day - 1))
