"""Which tables a dump of the source must hold."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def expected_tables() -> frozenset[str]:
    """Return the names of the 81 tables of the source, in exact case."""
    return frozenset(Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").split())
