"""A person decides on failed rules: who, why and which rules go to the run that publishes."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from include.exceptions import QualityError
from tokyobeta.decision import PUBLISH, REFUSE, publishes, run_conf

ADMIN = {"id": "1", "name": "admin"}
SHOWN = {"restore_id": "restore-1", "rules": ["movings_row_count"], "text": ""}


def answer(option: str, reason: str = "", user: dict[str, str] | None = None) -> dict[str, Any]:
    return {"chosen_options": [option], "params_input": {"reason": reason}, "responded_by_user": user}


def test_no_answer_means_refused() -> None:
    assert publishes(answer(REFUSE)) is False


def test_the_log_of_a_refusal_says_who_why_and_what_comes_next(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assert publishes(answer(REFUSE, "the source sends another", ADMIN)) is False
    assert "refused by admin (the source sends another); readers keep the numbers" in caplog.text
    assert "Next: when a correct dump is in S3, clear preflight" in caplog.text


def test_a_dump_is_not_published_without_a_reason() -> None:
    with pytest.raises(QualityError, match="admin chose to publish"):
        publishes(answer(PUBLISH, " ", ADMIN))


def test_the_rules_and_who_and_why_go_to_the_run_that_publishes() -> None:
    given = answer(PUBLISH, "the source confirmed 神奈川", ADMIN)
    assert publishes(given)
    assert json.loads(run_conf("2026-02-10", SHOWN, given)) == {
        "dump_date": "2026-02-10",
        "waive_rules": ["movings_row_count"],
        "waive_reason": "admin: the source confirmed 神奈川",
        "decided_on": "restore-1",
    }
