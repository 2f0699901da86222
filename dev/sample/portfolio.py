"""The buildings and rooms of a sample world."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from dev.sample.randomness import generator
from dev.sample.scale import Scale

APARTMENTS = 1_202
ROOMS = 16_401
#: Rooms that cannot be let (status 6), and living rooms (status 4), of the 16,401.
UNAVAILABLE_ROOMS = 569
LIVING_ROOMS = 56
#: Of 1,202 building rows about 700 are in use; the others lost their rooms.
_SHARE_IN_USE = 0.58
#: One building in so many is let as a whole to one company.
_BUILDINGS_PER_WHOLE_LEASE = 60


@dataclass(frozen=True, slots=True)
class Room:
    """One room; ``index`` counts all rooms of the world from 0, and the id is one more."""

    index: int
    apartment: int
    number: str
    floor: int
    rent: int
    status: int

    @property
    def id(self) -> int:
        """The room's primary key."""
        return self.index + 1

    @property
    def apartment_id(self) -> int:
        """The primary key of the room's building."""
        return self.apartment + 1


class Portfolio:
    """All buildings and rooms; they do not change from day to day.

    :param seed: the world's seed.
    :param scale: how many there are.
    """

    def __init__(self, seed: int, scale: Scale) -> None:
        self.apartments = scale.core_count(APARTMENTS)
        self.rooms = self._rooms(seed, scale)
        self.rooms_of: list[list[Room]] = [[] for _ in range(self.apartments)]
        for room in self.rooms:
            self.rooms_of[room.apartment].append(room)
        in_use = [index for index, rooms in enumerate(self.rooms_of) if len(rooms) > 2]
        wanted = max(1, round(self.apartments / _BUILDINGS_PER_WHOLE_LEASE))
        #: Buildings that one company leases as a whole.
        self.whole_leases = in_use[5 :: max(1, len(in_use) // wanted)][:wanted]
        leased = set(self.whole_leases)
        #: Rooms that are let one by one.
        self.lettable = [room for room in self.rooms if room.status == 1 and room.apartment not in leased]

    def _rooms(self, seed: int, scale: Scale) -> list[Room]:
        rng = generator(seed, "portfolio")
        in_use = [rng.random() < _SHARE_IN_USE for _ in range(self.apartments)]
        in_use[0] = True
        weights = [rng.uniform(0.4, 2.2) if used else 0.0 for used in in_use]
        cumulated = list(accumulate(weights))
        total = scale.core_count(ROOMS)
        counts = [0] * self.apartments
        for index in range(total):
            counts[bisect_right(cumulated, (index + 0.5) / total * cumulated[-1])] += 1
        closed = rng.sample(
            range(total), scale.core_count(UNAVAILABLE_ROOMS) + scale.core_count(LIVING_ROOMS)
        )
        living = set(closed[: scale.core_count(LIVING_ROOMS)])
        unavailable = set(closed) - living
        rooms: list[Room] = []
        for apartment, count in enumerate(counts):
            level = rng.gauss(56_500, 8_000)
            floors = rng.choice((2, 2, 3, 3, 4))
            for position in range(count):
                index = len(rooms)
                per_floor = -(-count // floors)
                floor = position // per_floor + 1
                rent = max(28_000, min(160_000, round(rng.gauss(level, 6_500), -3)))
                status = 4 if index in living else 6 if index in unavailable else 1
                number = f"{floor}{position % per_floor + 1:02d}"
                rooms.append(Room(index, apartment, number, floor, int(rent), status))
        return rooms
