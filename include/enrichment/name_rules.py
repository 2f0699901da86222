"""Nationalities that the writing of a name tells by itself, without asking anybody."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from include.enrichment.answer import Answer
from include.exceptions import ConfigurationError

RULES_FILE = Path(__file__).with_name("rules.yml")
_WORD_BREAK = re.compile(r"[\s\-.,・=]+")


@dataclass(frozen=True, slots=True)
class NameRules:
    """The rules of ``rules.yml``.

    :param version: name of the rule set, stored with each answer.
    :param rules: the rules as written there, patterns compiled.
    """

    version: str
    rules: tuple[dict[str, Any], ...]

    @classmethod
    def load(cls, path: Path = RULES_FILE) -> NameRules:
        """Return the rules of a file.

        :raises ConfigurationError: naming a rule whose confidence is not between the minimum and 1, or that
            has neither a pattern nor words.
        """
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        lowest = document["min_confidence"]
        return cls(document["version"], tuple(_compiled(rule, lowest) for rule in document["rules"]))

    def decide(self, name: str) -> Answer | None:
        """Return the nationality that all matching rules agree on, or None.

        :param name: the clear name.
        """
        text = unicodedata.normalize("NFKC", name).strip().casefold()
        words = [word for word in _WORD_BREAK.split(text) if word]
        matching = [rule for rule in self.rules if _matches(rule, text, words)]
        if len({rule["nationality"] for rule in matching}) != 1:
            return None
        best = max(matching, key=lambda rule: float(rule["confidence"]))
        return Answer(best["nationality"], float(best["confidence"]), self.version)


@cache
def default_rules() -> NameRules:
    """Return the project's rules, read once."""
    return NameRules.load()


def _compiled(rule: dict[str, Any], lowest: float) -> dict[str, Any]:
    if not lowest <= rule["confidence"] < 1 or ("pattern" in rule) == ("words" in rule):
        raise ConfigurationError(
            f"The nationality rule {rule['name']!r} is not usable.",
            f"Give it a confidence from {lowest} to below 1, and either a pattern or words.",
        )
    if "pattern" in rule:
        return {**rule, "pattern": re.compile(rule["pattern"], re.IGNORECASE)}
    return {**rule, "words": frozenset(word.casefold() for word in rule["words"])}


def _matches(rule: dict[str, Any], text: str, words: list[str]) -> bool:
    if "pattern" in rule:
        return bool(rule["pattern"].search(text))
    return sum(word in rule["words"] for word in words) >= int(rule["at_least"])
