"""What a cell of a sample row can hold."""

from __future__ import annotations

from typing import TypeAlias

from dev.sample.resources import resource

#: Numbers are int or float or decimal text; dates are text as MySQL prints them (so that zero dates and the
#: year 5300 can be written); SQL NULL is None; bytes are for BLOB and BINARY columns.
Value: TypeAlias = int | float | str | bytes | None


def remark(bits: int) -> str | None:
    """Return a free text: mostly none, mostly harmless, and now and then one that has broken loaders."""
    lot = bits % 100
    if lot < 68:
        return None
    rest = bits // 100
    if lot < 90:
        plain: list[str] = resource("texts")["plain"]
        return plain[rest % len(plain)]
    if lot < 96:
        nothing: list[str] = resource("texts")["nothing"]
        return nothing[rest % len(nothing)]
    awkward: list[str] = resource("texts")["awkward"]
    return awkward[rest % len(awkward)]


def nothing_or(bits: int, value: str | None) -> str | None:
    """Return the value, or in about 7 % of cases one of the texts that stand for nothing."""
    lot = bits % 100
    if lot < 5:
        return "NULL"
    if lot == 5:
        return "--"
    return "" if lot == 6 else value
