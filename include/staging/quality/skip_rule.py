"""Says that a rule has nothing to compare with."""

from __future__ import annotations


class SkipRuleError(Exception):
    """A rule has nothing to compare with; the text says why."""
