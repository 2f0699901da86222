"""How often the rules are right, and how often they say nothing: measured on labelled synthetic names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from include.enrichment.name_check import unusable_reason
from include.enrichment.name_rules import default_rules
from include.settings import PROJECT_DIR

PAGE = PROJECT_DIR / "docs" / "enrichment.md"


@dataclass(frozen=True, slots=True)
class Score:
    """Names of one nationality: how many, answered rightly, answered wrongly."""

    names: int
    right: int
    wrong: int

    def row(self, label: str) -> str:
        """Return the row of the page."""
        left_open = self.names - self.right - self.wrong
        return f"| {label} | {self.names} | {self.right} | {self.wrong} | {left_open} |"


@cache
def scores() -> dict[str, Score]:
    """Return the score of each nationality."""
    labelled = yaml.safe_load(Path(__file__).with_name("labelled_names.yml").read_text(encoding="utf-8"))
    found = {}
    for nationality, names in labelled.items():
        assert [name for name in names if unusable_reason(name)] == []
        answers = [answer.nationality for name in names if (answer := default_rules().decide(name))]
        right = sum(answer == nationality for answer in answers)
        found[nationality] = Score(len(names), right, len(answers) - right)
    return found


def total() -> Score:
    every = scores().values()
    return Score(sum(s.names for s in every), sum(s.right for s in every), sum(s.wrong for s in every))


def test_the_rules_rather_say_nothing_than_the_wrong_thing() -> None:
    score = total()
    assert score.names > 100
    assert score.right / (score.right + score.wrong) >= 0.95
    assert score.right / score.names >= 0.4


def test_the_page_says_what_was_measured() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = [score.row(label) for label, score in [*scores().items(), ("all", total())]]
    assert [row for row in rows if row not in page] == []
