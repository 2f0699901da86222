"""Odd but plausible lives of some tenants: returns, notices for one room of several, slips of a clerk."""

from __future__ import annotations

from random import Random

from dev.sample.calendar import BASE
from dev.sample.contract import Contract
from dev.sample.plan import Plan
from dev.sample.portfolio import Room
from dev.sample.randomness import generator
from dev.sample.tenancy import Tenancy

#: Share of the tenants who can: stays long enough, and nothing else happens in them.
_RETURN_SHARE = 0.15
#: Share of the residents around the base day whose status is wrong for one day.
_SLIP_SHARE = 0.01
_SLIPS = range(BASE - 25, BASE + 6)
#: A room in so many is sold, on one of the first days after the base day.
_ROOMS_PER_SALE = 400


def add_life(seed: int, plan: Plan) -> None:
    """Turn the plan of some tenants into an odd life; the plan alone and the seed decide whose.

    :param seed: the world's seed.
    :param plan: the plan, changed in place.
    """
    tenancy = plan.tenancy
    if tenancy.movein is None or tenancy.leave is None:
        return
    rng = generator(seed, "life", tenancy.index)
    if plan.rooms_wanted > 1:
        plan.one_room_notice = _one_room_notice(tenancy, tenancy.movein + 60, tenancy.leave - 40)
    elif _is_quiet(plan) and rng.random() < _RETURN_SHARE:
        _return_to_the_room(plan, tenancy.movein, tenancy.leave, rng)
    elif rng.random() < _SLIP_SHARE:
        _slip(tenancy, rng)
    tenancy.changes.sort()


def leave_one_room(tenancy: Tenancy, contracts: list[Contract], notice: tuple[int, int]) -> None:
    """Let a tenant of several rooms give notice for the last of them, and stay in the others.

    :param tenancy: the tenant.
    :param contracts: one for each room.
    :param notice: day of the notice and last day in the room.
    """
    left = contracts[-1]
    left.receipt = left.receipt_entered = notice[0]
    left.leave = notice[1]
    before = tenancy.status_at(notice[0])
    tenancy.changes += [(notice[0], 14), (notice[1], before)]
    tenancy.changes.sort()


def notice_of_a_whole_lease(seed: int, apartment: int, start: int) -> tuple[int, int] | None:
    """Return day of notice and last day of the room that a building's company gives back, if it does."""
    noticed = BASE - generator(seed, "one room", apartment).randint(22, 32)
    return (noticed, noticed + 18) if start + 60 < noticed else None


def sold_rooms(seed: int, rooms: list[Room]) -> dict[int, int]:
    """Return the rooms that the source deletes: index to the first dump day without it."""
    rng = generator(seed, "sold rooms")
    sold = rng.sample(rooms, max(1, len(rooms) // _ROOMS_PER_SALE))
    return {room.index: BASE + 2 + number % 2 for number, room in enumerate(sold)}


def _is_quiet(plan: Plan) -> bool:
    begin, end = plan.stays[0]
    return (
        len(plan.stays) == 1
        and not (plan.renewals or plan.withdrawn or plan.shares_room)
        and end - begin >= 125
    )


def _one_room_notice(tenancy: Tenancy, first: int, last: int) -> tuple[int, int] | None:
    """Return day of notice and last day of a room, if there is a time in which nothing else happens."""
    for noticed in range(first, last - 20, 7):
        if not any(noticed - 2 <= day <= noticed + 22 for day, _ in tenancy.changes):
            return noticed, noticed + 20
    return None


def _return_to_the_room(plan: Plan, movein: int, leave: int, rng: Random) -> None:
    left = movein + rng.randint(40, 50)
    back = left + rng.randint(20, 30)
    plan.returns = True
    plan.stays = [(movein, left), (back, leave)]
    plan.tenancy.changes += [(left - 14, 14), (left, 16), (back, 9)]


def _slip(tenancy: Tenancy, rng: Random) -> None:
    assert tenancy.movein is not None
    assert tenancy.leave is not None
    day = rng.choice(_SLIPS)
    quiet = not any(day - 1 <= changed <= day + 2 for changed, _ in tenancy.changes)
    if tenancy.movein + 10 < day < tenancy.leave - 40 and quiet:
        tenancy.changes += [(day, 16), (day + 1, tenancy.status_at(day))]
