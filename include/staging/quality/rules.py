"""The quality rules of ``rules.yml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from include.exceptions import ConfigurationError
from include.staging.quality.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return the rules of ``rules.yml`` in its order.

    :raises ConfigurationError: if a rule is not well formed or a name occurs twice.
    """
    entries: list[dict[str, Any]] = yaml.safe_load(
        Path(__file__).with_name("rules.yml").read_text(encoding="utf-8")
    )
    rules = tuple(Rule(**entry) for entry in entries)
    names = [rule.name for rule in rules]
    if len(set(names)) != len(names):
        raise ConfigurationError("A quality rule's name occurs twice.", "Rename one in rules.yml.")
    return rules


def error_rules() -> frozenset[str]:
    """Return the names of the rules that stop a publish."""
    return frozenset(rule.name for rule in all_rules() if rule.severity == "error")
