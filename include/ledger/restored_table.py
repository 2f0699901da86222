"""What the ledger keeps of one restored table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoredTable:
    """One table of a restored dump.

    :param table_name: name in exact case.
    :param row_count: rows counted while reading the dump, not asked of the server.
    :param text_bytes: bytes of SQL text of its rows.
    :param seconds: time spent on it.
    :param way: how its rows were sent, such as ``load data`` or ``insert``.
    :param warnings: what was noticed, without row contents.
    """

    table_name: str
    row_count: int
    text_bytes: int | None = None
    seconds: float | None = None
    way: str = ""
    warnings: tuple[str, ...] = ()
