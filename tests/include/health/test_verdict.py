"""The verdict says in one sentence whether the numbers can be trusted, and the one next step if not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from include.health.verdict import nothing_recorded, verdict
from tests.include.health.ledger_days import DAY, MORNING, LedgerDays, jst

BEFORE = DAY - timedelta(days=1)


def test_a_good_morning_is_green_and_says_what_readers_see():
    said = verdict(LedgerDays().good(DAY).run(DAY, "success").history())
    assert (said.level, said.next_step, said.reasons) == ("green", "", ())
    assert said.sentence == (
        "Gold is as of 10 February 2026, published 07:06 JST from gghouse_20260210.sql, "
        "81 tables, all rules passed."
    )


def test_numbers_of_an_earlier_day_are_not_taken_for_todays():
    said = verdict(LedgerDays().good(BEFORE).history())
    assert said.sentence.startswith("No numbers for 10 February 2026 yet. Gold is as of 9 February 2026, ")


def test_a_rule_that_could_not_be_measured_is_not_said_to_have_passed():
    rules = {"movings_row_count": "passed", "core_rows_lost": "skipped"}
    said = verdict(LedgerDays().restore(DAY, **rules).publish(DAY).finish(DAY).run(DAY, "success").history())
    assert said.level == "green"
    assert said.sentence.endswith("1 of 2 rules passed, 1 had nothing to compare with.")


@pytest.mark.parametrize(
    ("days", "level", "reason", "path"),
    [
        (
            LedgerDays().good(BEFORE).run(DAY, "failed", "preflight"),
            "red",
            "failed at preflight",
            f"/dags/tokyobeta_daily/runs/run-{DAY}",
        ),
        (
            LedgerDays().good(BEFORE),
            "red",
            "No run of 10 February 2026 had succeeded by 08:00",
            "/dags/tokyobeta_daily",
        ),
        (
            LedgerDays().good(BEFORE).run(DAY, "running"),
            "amber",
            "in progress",
            f"/dags/tokyobeta_daily/runs/run-{DAY}",
        ),
        (
            LedgerDays().good(BEFORE).run(DAY, "running", waits=True),
            "red",
            "a person has to decide",
            f"/dags/tokyobeta_daily/runs/run-{DAY}/required_actions",
        ),
        (
            LedgerDays().good(DAY).publish(DAY, overrides=["rule x measured 3"]),
            "amber",
            "Published by override: rule x measured 3",
            "",
        ),
        (
            LedgerDays()
            .good(DAY)
            .finish(BEFORE)
            .publish(
                BEFORE, action="roll back", replaced_dump_date=DAY, overrides=["rolled back by admin: rents"]
            ),
            "amber",
            "Rolled back: 10 February 2026 was replaced by 9 February 2026 at 09 Feb 2026, 07:06 JST, "
            "rolled back by admin: rents.",
            "/dags/tokyobeta_roll_back",
        ),
        (
            LedgerDays().good(BEFORE).restore(DAY).publish(DAY),
            "red",
            "Staging holds the dump of 10 February 2026, gold is as of 9 February 2026",
            "/dags/tokyobeta_daily",
        ),
        (
            LedgerDays().restore(DAY).publish(DAY).finish(DAY, warnings=("archive_dump failed",)),
            "amber",
            "archive_dump failed",
            "",
        ),
    ],
)
def test_what_is_wrong_is_said_with_the_next_step(days: LedgerDays, level: str, reason: str, path: str):
    said = verdict(days.history())
    assert said.level == level
    assert any(reason in each for each in said.reasons), said.reasons
    assert said.next_step
    assert said.path == path


def test_stale_sources_are_named():
    days = LedgerDays().good(DAY)
    days.tables["freshness"] = [
        {"measured_on": DAY, "source": "movings", "newest": None, "age_days": 4.0, "limit_days": 2.0,
         "status": "stale", "measured_at": MORNING},
    ]  # fmt: skip
    said = verdict(days.history())
    assert said.level == "amber"
    assert "movings was 4.0 days old" in said.reasons[0]


def test_a_document_that_nobody_renews_is_red():
    days = LedgerDays().good(DAY)
    history = days.history(now=MORNING)
    history.now = jst(DAY + timedelta(days=1), 10, 31)
    said = verdict(history)
    assert said.level == "red"
    assert any("neither a run nor the watchdog has looked since" in reason for reason in said.reasons)


def test_before_the_first_run_it_says_how_to_begin():
    said = nothing_recorded()
    assert said.level == "amber"
    assert "Trigger" in said.next_step
