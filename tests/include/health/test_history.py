"""Each day of the calendar says what became of its dump."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest

from include.health.day_report import day_report, table_rows
from include.health.day_status import DayStatus
from include.health.document import HealthDocument
from tests.include.health.ledger_days import DAY, LedgerDays, jst

BEFORE = DAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("days", "status"),
    [
        (LedgerDays().good(DAY), DayStatus.PUBLISHED),
        (LedgerDays().restore(DAY).publish(DAY).finish(DAY, hour=8, minute=1), DayStatus.LATE),
        (
            LedgerDays().restore(DAY, rule="waived").publish(DAY, overrides=["rule waived"]).finish(DAY),
            DayStatus.WAIVED,
        ),
        (LedgerDays().restore(DAY, movings_row_count="failed"), DayStatus.REFUSED),
        (LedgerDays().run(DAY, "failed", "preflight"), DayStatus.REFUSED),
        (LedgerDays().run(DAY, "failed", "restore_dump"), DayStatus.FAILED),
        (LedgerDays().restore(DAY).publish(DAY).run(DAY, "failed", "silver.stg_movings"), DayStatus.FAILED),
        (LedgerDays().run(DAY, "running"), DayStatus.RUNNING),
        (
            LedgerDays().good(BEFORE).good(DAY).publish(BEFORE, action="roll back", replaced_dump_date=DAY),
            DayStatus.ROLLED_BACK,
        ),
        (LedgerDays().good(BEFORE), DayStatus.MISSING),
        (LedgerDays(), DayStatus.NO_RECORD),
    ],
)
def test_what_became_of_a_day(days: LedgerDays, status: DayStatus):
    assert days.history().status(DAY) is status


def test_a_day_is_not_missing_before_its_run_is_due():
    history = LedgerDays().good(BEFORE).history(now=jst(DAY, 7, 59))
    assert history.status(DAY) is DayStatus.NOT_DUE


def test_a_day_that_was_rolled_back_and_published_again_is_published():
    days = LedgerDays().good(BEFORE).good(DAY)
    days.publish(BEFORE, action="roll back", replaced_dump_date=DAY)
    days.publish(
        DAY, action="roll back", replaced_dump_date=BEFORE, overrides=["rolled back by admin: right"]
    )
    assert days.history().status(DAY) is DayStatus.PUBLISHED
    assert days.history().status(BEFORE) is DayStatus.ROLLED_BACK


def test_the_calendar_ends_on_the_day_asked_for():
    calendar = LedgerDays().good(DAY).history().calendar(DAY, 60)
    assert len(calendar) == 60
    assert calendar[-1] == (DAY, DayStatus.PUBLISHED)


def test_rows_per_table_are_compared_with_the_dump_before():
    earlier = DAY - timedelta(days=3)
    days = LedgerDays().restore(earlier, {"movings": 100, "gone": 4}).restore(DAY, {"movings": 110, "new": 7})
    rows = {row["table_name"]: row for row in table_rows(days.history(), DAY)}
    assert (rows["movings"]["change"], rows["movings"]["change_percent"]) == (10, 10.0)
    assert (rows["gone"]["rows"], rows["new"]["rows_before"]) == (None, None)
    assert rows["movings"]["compared_with"] == earlier


def test_a_day_lists_failed_rules_first():
    report = day_report(LedgerDays().restore(DAY, a_rule="passed", z_rule="failed").history(), DAY)
    assert [rule["rule_name"] for rule in report["rules"]] == ["z_rule", "a_rule"]


def test_the_document_survives_its_storage():
    document = LedgerDays().good(DAY).document()
    assert HealthDocument.from_bytes(document.to_bytes()) == document


def test_a_document_of_another_format_is_refused():
    with pytest.raises(ValueError, match="the format is 2, this code reads 1"):
        HealthDocument.from_bytes(gzip.compress(b'{"format": 2, "tables": {}}'))
