"""The whole history and future of a sample world: every tenant, contract and room."""

from __future__ import annotations

from bisect import bisect_left
from itertools import count, pairwise

from dev.sample.allocation import Allocation
from dev.sample.arrivals import arrivals_per_day
from dev.sample.calendar import BASE, FIRST, HORIZON, ordinal
from dev.sample.contract import Contract
from dev.sample.lives import add_life, leave_one_room, notice_of_a_whole_lease, sold_rooms
from dev.sample.plan import Plan, plan_tenancy
from dev.sample.portfolio import Portfolio
from dev.sample.randomness import generator, mixed, unit
from dev.sample.scale import Scale
from dev.sample.tenancy import Tenancy

#: Rows of movings in the dump of the base day.
MOVINGS = 62_506
_GAPLESS_TENANT_STEP = 1.92
_MOVING_STEP = 1.3
#: How readily a renewal made a new row: the source began in earnest in autumn 2025.
_RENEWAL_ROWS = (
    ("2018-01-01", 0.02),
    ("2024-06-01", 0.08),
    ("2025-06-01", 0.2),
    ("2025-10-01", 0.5),
    ("2026-01-01", 1.0),
)
_RENEWAL_STEPS = [(ordinal(day), weight) for day, weight in _RENEWAL_ROWS]
#: A renewal's row is made so many days before it begins.
_RENEWAL_LEAD = 20
_LEFT_OPEN_SHARE = 0.45
_WHOLE_LEASES_FROM = ordinal("2024-06-01")
_ORPHANS_UNTIL = ordinal("2023-01-01")
_ORPHAN_EVERY = 60


class Timeline:
    """Everything that ever happens, up to the horizon; a dump is what is known of it on its day.

    :param seed: the world's seed.
    :param scale: its size.
    """

    def __init__(self, seed: int, scale: Scale) -> None:
        self.seed = seed
        self.scale = scale
        self.portfolio = Portfolio(seed, scale)
        #: Rooms that the source deletes: index to the first dump day without it.
        self.sold_rooms = sold_rooms(seed, self.portfolio.lettable)
        plans = self._plans()
        self.tenancies: list[Tenancy] = [plan.tenancy for plan in plans]
        self._assign_rooms(plans)
        self._let_whole_buildings(plans)
        self.orphans = self._orphans()
        self._renew(plans)
        self.contracts = self._numbered()
        self._tenant_days = [tenancy.created for tenancy in self.tenancies]
        self._contract_days = [contract.created for contract in self.contracts]

    def tenancies_known(self, dump_day: int) -> list[Tenancy]:
        """Return the tenants in the dump of a day, in order of their ids."""
        return self.tenancies[: bisect_left(self._tenant_days, dump_day)]

    def contracts_known(self, dump_day: int) -> list[Contract]:
        """Return the contracts in the dump of a day, in order of their ids."""
        return self.contracts[: bisect_left(self._contract_days, dump_day)]

    def _plans(self) -> list[Plan]:
        plans: list[Plan] = []
        for offset, arrivals in enumerate(arrivals_per_day(self.seed, self.scale)):
            for _ in range(arrivals):
                index = len(plans)
                tenant_id = 1 + int(index * _GAPLESS_TENANT_STEP + 0.9 * unit(self.seed, "tenant id", index))
                plan = plan_tenancy(self.seed, index, tenant_id, FIRST + offset)
                add_life(self.seed, plan)
                plans.append(plan)
        return plans

    def _assign_rooms(self, plans: list[Plan]) -> None:
        allocation = Allocation(self.seed, self.portfolio)
        order = sorted(
            (stay[0], plan.tenancy.index, n) for plan in plans for n, stay in enumerate(plan.stays)
        )
        for start, index, number in order:
            plan = plans[index]
            if plan.cancelled is not None and not plan.cancelled_with_contract:
                continue
            if plan.returns and number:
                rooms = [plan.tenancy.contracts[0].room]
            else:
                rooms = allocation.rooms_for(plan, number)
            contracts = [self._contract(plan, number, start, room) for room in rooms]
            if plan.one_room_notice:
                leave_one_room(plan.tenancy, contracts, plan.one_room_notice)
            plan.tenancy.contracts.append(contracts[0])
            plan.tenancy.extra_contracts += contracts[1:]

    def _contract(self, plan: Plan, number: int, start: int, room: int) -> Contract:
        tenancy = plan.tenancy
        created = tenancy.created if number == 0 else start - 12
        contract = Contract(
            tenant=tenancy.index,
            room=room,
            code=tenancy.code,
            created=created,
            movein=start,
            # After a return the source keeps the first start of every other tenant.
            original_movein=plan.stays[0][0] if plan.returns and tenancy.index % 2 else start,
        )
        if plan.cancelled is not None:
            contract.cancelled = plan.cancelled
        elif number < len(plan.stays) - 1:
            contract.receipt = contract.receipt_entered = plan.stays[number][1] - 14
            contract.leave = plan.stays[number][1]
            contract.superseded = contract.leave
        else:
            contract.receipt, contract.receipt_entered = plan.receipt, plan.receipt_entered
            contract.leave, contract.withdrawn = tenancy.leave, plan.withdrawn
        return contract

    def _let_whole_buildings(self, plans: list[Plan]) -> None:
        """Give each reserved building to one company, which stays beyond the horizon."""
        companies = (
            plan
            for plan in plans
            if plan.tenancy.code == 2
            and plan.rooms_wanted == 1
            and len(plan.stays) == 1
            and (plan.tenancy.movein or 0) >= _WHOLE_LEASES_FROM
        )
        for apartment in self.portfolio.whole_leases:
            plan = next(companies)
            tenancy = plan.tenancy
            start = plan.stays[0][0]
            tenancy.leave = HORIZON + 400
            tenancy.changes = [change for change in tenancy.changes if change[0] <= start] or [
                (tenancy.created, 9)
            ]
            plan.renewals, plan.withdrawn, plan.receipt, plan.receipt_entered = [], None, None, None
            plan.stays = [(start, tenancy.leave)]
            rooms = [room.index for room in self.portfolio.rooms_of[apartment] if room.status == 1]
            contracts = [self._contract(plan, 0, start, room) for room in rooms]
            tenancy.contracts, tenancy.extra_contracts = contracts[:1], contracts[1:]
            notice = notice_of_a_whole_lease(self.seed, apartment, start)
            if notice and len(contracts) > 1:
                leave_one_room(tenancy, contracts, notice)

    def _orphans(self) -> list[Contract]:
        """Return old contracts whose tenant or room the source has deleted since."""
        orphans: list[Contract] = []
        numbers = count(1)
        for before, tenancy in pairwise(self.tenancies):
            if tenancy.leave is None or tenancy.leave > _ORPHANS_UNTIL or tenancy.id - before.id < 2:
                continue
            if mixed(self.seed, "orphan", tenancy.index) % _ORPHAN_EVERY:
                continue
            model = tenancy.contracts[0]
            orphan = Contract(
                tenant=tenancy.index,
                room=model.room,
                code=model.code,
                created=model.created,
                movein=model.movein,
                original_movein=model.movein,
                leave=model.leave,
                orphan_tenant_id=tenancy.id - 1,
            )
            if next(numbers) % 5 == 0:
                orphan.orphan_room_id = len(self.portfolio.rooms) + 100 + len(orphans)
            orphans.append(orphan)
        return orphans

    def _renew(self, plans: list[Plan]) -> None:
        """Write each renewal into a row of its own or into the running one.

        Which way, is decided so that the base day has exactly as many movings as production, scaled.
        """
        known = sum(
            contract.created < BASE
            for tenancy in self.tenancies
            for contract in (*tenancy.contracts, *tenancy.extra_contracts)
        ) + len(self.orphans)
        wanted = max(0, self.scale.core_count(MOVINGS) - known)
        scores = sorted(
            lot / _renewal_weight(day)
            for plan in plans
            for day, lot in plan.renewals
            if day - _RENEWAL_LEAD < BASE
        )
        threshold = scores[min(wanted, len(scores)) - 1] if wanted and scores else -1.0
        for plan in plans:
            for day, lot in plan.renewals:
                self._renew_once(plan, day, lot / _renewal_weight(day) <= threshold)

    def _renew_once(self, plan: Plan, day: int, as_row: bool) -> None:
        tenancy = plan.tenancy
        current = tenancy.contracts[-1]
        if day - _RENEWAL_LEAD <= current.created or not as_row:
            current.renewed_in_place.append(day)
            return
        rng = generator(self.seed, "renewal", tenancy.index * 40 + len(tenancy.contracts))
        renewed = Contract(
            tenant=tenancy.index,
            room=current.room,
            code=current.code,
            created=day - _RENEWAL_LEAD,
            movein=day,
            original_movein=current.original_movein,
            renewal=True,
            previous=current,
            receipt=current.receipt,
            receipt_entered=current.receipt_entered,
            leave=current.leave,
        )
        current.receipt = current.receipt_entered = current.leave = None
        current.superseded = day
        current.left_open = rng.random() < _LEFT_OPEN_SHARE
        tenancy.contracts.append(renewed)

    def _numbered(self) -> list[Contract]:
        contracts = [
            contract
            for tenancy in self.tenancies
            for contract in (*tenancy.contracts, *tenancy.extra_contracts)
        ] + self.orphans
        contracts.sort(
            key=lambda contract: (
                contract.created,
                contract.tenant,
                contract.movein,
                contract.room,
                contract.orphan_tenant_id or 0,
            )
        )
        for index, contract in enumerate(contracts):
            contract.index = index
            contract.id = 1 + int(index * _MOVING_STEP)
        return contracts


def _renewal_weight(day: int) -> float:
    return next(weight for start, weight in reversed(_RENEWAL_STEPS) if day >= start)
