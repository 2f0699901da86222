"""Which tenant gets which room."""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush
from random import Random

from dev.sample.plan import Plan
from dev.sample.portfolio import Portfolio
from dev.sample.randomness import generator

_RECENT = 400


class Allocation:
    """Gives rooms to stays in the order of their first days.

    :param seed: the world's seed.
    :param portfolio: the rooms there are.
    """

    def __init__(self, seed: int, portfolio: Portfolio) -> None:
        self._seed = seed
        self._vacant = [room.index for room in portfolio.lettable]
        self._leaving: list[tuple[int, int]] = []
        self._recent: deque[int] = deque(maxlen=_RECENT)

    def rooms_for(self, plan: Plan, stay: int) -> list[int]:
        """Return the indexes of the rooms of one stay of a plan; the first is the tenant's own.

        :param plan: the tenant's plan.
        :param stay: which of its stays; stays must be asked for in order of their first days.
        """
        rng = generator(self._seed, f"room{stay}", plan.tenancy.index)
        start, end = plan.stays[stay][0], plan.stays[-1 if plan.returns else stay][1]
        self._release(start)
        if plan.cancelled is not None:
            return [self._vacant[rng.randrange(len(self._vacant))]]
        if plan.shares_room and self._recent:
            return [self._recent[rng.randrange(len(self._recent))]]
        rooms = [self._take(rng) for _ in range(plan.rooms_wanted)]
        for room in rooms:
            # Cleaning takes some days; now and then the next tenant moves in on the day the last one leaves.
            heappush(self._leaving, (end + rng.choice((0, 1, 3, 5, 8, 14)), room))
        self._recent.append(rooms[0])
        return rooms

    def _release(self, day: int) -> None:
        while self._leaving and self._leaving[0][0] <= day:
            self._vacant.append(heappop(self._leaving)[1])

    def _take(self, rng: Random) -> int:
        position = rng.randrange(len(self._vacant))
        self._vacant[position], self._vacant[-1] = self._vacant[-1], self._vacant[position]
        return self._vacant.pop()
