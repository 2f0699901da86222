"""What the makers of a row's cells know about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class RowContext:
    """One row in the making; the same object serves row after row.

    ``day`` is the ordinal of the row's making, ``month`` the day whose month it is about, ``settled`` the
    ordinal of its payment or completion, if the dump knows it, and ``paid`` what was paid then; ``bits`` are
    the row's own 128 random bits, the same in the dumps of all days.
    """

    index: int = 0
    id: int = 0
    bits: int = 0
    day: int = 0
    month: int = 0
    second: int = 0
    settled: int | None = None
    changed: int = 0
    amount: int = 0
    paid: int = 0
    tenant_id: int = 0
    moving_id: int = 0
    apartment_id: int = 0
    room_id: int = 0
