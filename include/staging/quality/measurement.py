"""What a query or check of a quality rule found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What a query or check of a quality rule found.

    :param value: the number; None if there was nothing to measure, which fails the rule.
    :param detail: which tables, columns or codes, never a row's content.
    """

    value: float | None
    detail: str = ""
