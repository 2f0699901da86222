"""What one tenant is going to do: the plan is drawn before any room is given out."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from dev.sample.calendar import FIRST, ordinal
from dev.sample.randomness import generator
from dev.sample.tenancy import Tenancy

#: Contract types among active contracts of February 2026; 0, 4, 5, 6 and 8 are rare.
_TYPES = (9, 1, 2, 3, 7, 6, 0, 4, 5, 8)
_TYPE_WEIGHTS = (4_875, 3_525, 2_231, 989, 443, 60, 12, 3, 2, 3)
_CANCELLED_SHARE = 0.105
#: Mean stay of the older tenants, in days, against that of the last years.
_LONG_STAYS_UNTIL = ordinal("2025-03-01")
_TRANSFER_AFTER = 110


@dataclass(slots=True)
class Plan:
    """One tenant's plan, before rooms and row ids are known.

    ``stays`` are (first day, last day) of one room after another; ``renewals`` are (day, lot): the lower the
    lot, the likelier the renewal makes a new row.
    """

    tenancy: Tenancy
    rooms_wanted: int = 1
    stays: list[tuple[int, int]] = field(default_factory=list)
    renewals: list[tuple[int, float]] = field(default_factory=list)
    cancelled: int | None = None
    cancelled_with_contract: bool = False
    receipt: int | None = None
    receipt_entered: int | None = None
    withdrawn: tuple[int, int] | None = None
    shares_room: bool = False
    #: The second stay is in the room of the first.
    returns: bool = False
    #: Day of notice and last day of one of several rooms; the others are kept.
    one_room_notice: tuple[int, int] | None = None


def plan_tenancy(seed: int, index: int, tenant_id: int, created: int) -> Plan:
    """Return the plan of one tenant; it depends on nothing but these arguments.

    :param seed: the world's seed.
    :param index: which tenant, in order of creation.
    :param tenant_id: primary key.
    :param created: day on which the tenant's row appears.
    """
    rng = generator(seed, "plan", index)
    code = rng.choices(_TYPES, _TYPE_WEIGHTS)[0]
    plan = Plan(Tenancy(index=index, id=tenant_id, code=code, created=created))
    if rng.random() < _CANCELLED_SHARE:
        _plan_cancellation(plan, rng)
    else:
        _plan_residence(plan, rng)
    return plan


def _plan_cancellation(plan: Plan, rng: Random) -> None:
    created, changes = plan.tenancy.created, plan.tenancy.changes
    kind = rng.random()
    if kind < 0.18:
        plan.cancelled = created + rng.randint(5, 45)
        changes += [(created, 5), (plan.cancelled, 8)]
    elif kind < 0.24:
        plan.cancelled = created + rng.randint(15, 60)
        changes += [(created, rng.choice((0, 2, 2, 3, 3))), (plan.cancelled, 8)]
    else:
        plan.cancelled = created
        changes.append((created, 8))
    plan.cancelled_with_contract = rng.random() < 0.8
    start = created + rng.randint(5, 40)
    plan.stays.append((start, start))


def _plan_residence(plan: Plan, rng: Random) -> None:
    tenancy = plan.tenancy
    movein = _plan_arrival(tenancy, rng)
    leave = movein + _length_of_stay(movein, rng)
    tenancy.movein, tenancy.leave = movein, leave
    if tenancy.code == 2 and rng.random() < 0.08:
        plan.rooms_wanted = rng.choice((2, 2, 3))
    plan.shares_room = plan.rooms_wanted == 1 and rng.random() < 0.09
    _plan_notice(plan, leave, rng)
    extra = rng.random()
    if extra < 0.05 and leave > movein + 180 and plan.rooms_wanted == 1:
        change = _plan_transfer(tenancy, movein, rng)
        plan.stays += [(movein, change), (change, leave)]
    else:
        plan.stays.append((movein, leave))
        if extra < 0.13 and leave > movein + 150:
            first = movein + rng.randint(40, 90)
            plan.withdrawn = (first, first + rng.randint(3, 14))
            tenancy.changes += [(plan.withdrawn[0], 14), (plan.withdrawn[1], 9)]
    _plan_renewals(plan, movein, leave, rng)
    _plan_departure(plan, leave, rng)
    tenancy.changes.sort()


def _plan_arrival(tenancy: Tenancy, rng: Random) -> int:
    """Fill the status changes up to residence; return the first day in the room."""
    created, changes = tenancy.created, tenancy.changes
    kind = rng.random()
    if kind < 0.78:
        movein = created + 1
        changes.append((created, 6))
        if rng.random() < 0.25:
            changes += [(movein, 7), (movein + 1, 9)]
            return movein
    elif kind < 0.90:
        movein = created + rng.randint(15, 50)
        first = created
        if rng.random() < 0.08:
            changes.append((created, 4))
            first = created + rng.randint(2, 5)
        changes.append((first, 5))
    elif kind < 0.945:
        reserved = created + rng.randint(20, 50)
        movein = reserved + rng.randint(6, 18)
        changes += [(created, rng.choice((0, 2, 2, 3, 3))), (reserved, 5)]
    else:
        # Entered late: the tenant already lives there when the row appears.
        movein = max(FIRST, created - rng.randint(1, 10))
        changes.append((created, 9))
        return movein
    changes.append((movein, 9))
    return movein


def _length_of_stay(movein: int, rng: Random) -> int:
    long_share, long_mean = (0.5, 430) if movein < _LONG_STAYS_UNTIL else (0.24, 340)
    if rng.random() < long_share:
        return 60 + int(rng.expovariate(1 / long_mean))
    return 30 + int(rng.expovariate(1 / 112))


def _plan_notice(plan: Plan, leave: int, rng: Random) -> None:
    assert plan.tenancy.movein is not None
    lead = rng.randint(10, 28)
    if rng.random() < 0.76 and leave - lead > plan.tenancy.movein + 5:
        plan.receipt = leave - lead
        plan.receipt_entered = plan.receipt + (0 if rng.random() < 0.7 else rng.randint(1, 5))
    elif rng.random() < 0.66:
        # A late notice: the letter came in time but was entered after the tenant had left.
        plan.receipt = max(plan.tenancy.movein, leave - rng.randint(5, 30))
        plan.receipt_entered = leave + rng.randint(1, 4)


def _plan_transfer(tenancy: Tenancy, movein: int, rng: Random) -> int:
    """Fill the status changes of a change of room; return the day of the change."""
    noticed = movein + _TRANSFER_AFTER + rng.randint(-8, 8)
    procedure = noticed + rng.randint(10, 18)
    moving = procedure + rng.randint(1, 2)
    tenancy.changes += [(noticed, 11), (procedure, 12), (moving, 13), (moving + 1, 9)]
    return moving


def _plan_renewals(plan: Plan, movein: int, leave: int, rng: Random) -> None:
    periods = (90, 182, 365) if plan.withdrawn is None and len(plan.stays) == 1 else (182, 182, 365)
    period = rng.choices(periods, (48, 36, 16))[0]
    last = min(leave, plan.receipt or leave, plan.receipt_entered or leave) - 10
    for day in range(movein + period, min(last, movein + 12 * period), period):
        lot, formal, answer = rng.random(), rng.random(), rng.randint(2, 9)
        plan.renewals.append((day, lot))
        if formal < 0.27:
            plan.tenancy.changes += [(day - 30, 10), (day + answer, 9)]


def _plan_departure(plan: Plan, leave: int, rng: Random) -> None:
    changes = plan.tenancy.changes
    entered = plan.receipt_entered
    if entered is not None and entered < leave:
        changes.append((entered, 14))
        if rng.random() < 0.5 and leave - 4 > entered:
            changes.append((leave - 4, 15))
    changes.append((leave, 16))
    changes.append((leave + rng.randint(35, 80), 1 if rng.random() < 0.001 else 17))
