"""How much goes by INSERT where some rows of a table are not of the form that LOAD DATA needs."""

from __future__ import annotations

# Each change between the two ways costs a transaction, in whose time some ten kilobytes of rows go in.
_FAR = 64 * 1024
_SMALLEST = 4 * 1024
_LARGEST = 256 * 1024
_GROWTH = 4


class UnloadableRows:
    """What is known of the rows that LOAD DATA cannot take of one table, over all its INSERT statements.

    The first odd row goes by itself. One that comes soon after another takes what follows along, odd or
    not, and each further one takes more: so that a table full of such rows does not change between the two
    methods all the time. An odd row far behind the last one goes by itself again.
    """

    def __init__(self) -> None:
        self.left = 0
        """Bytes of rows that are still to go by INSERT, whatever their form."""
        self._size = 0
        self._distance = _FAR

    def take_loaded(self, size: int) -> None:
        """Record rows that go by LOAD DATA."""
        self._distance += size

    def take_unloadable(self) -> None:
        """Record a row that cannot, before it is taken."""
        near = self._distance < _FAR
        self._size = min(max(self._size * _GROWTH, _SMALLEST), _LARGEST) if near else 0
        self.left = self._size
        self._distance = 0

    def take_inserted(self, size: int) -> None:
        """Record rows that go by INSERT."""
        self.left = max(0, self.left - size)
