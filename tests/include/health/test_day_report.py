"""The page of a day says what was told to people and which published figures are others now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from include.health.day_report import day_report
from include.health.document import HealthDocument
from tests.include.health.ledger_days import DAY, LedgerDays

SENT = datetime(2026, 2, 9, 22, 10, tzinfo=UTC)


def restatement(as_of: Any) -> dict[str, Any]:
    return {
        "gold_table": "daily_activity_summary", "metric": "signings", "tenant_type": "individual",
        "month": "2026-01", "first_as_of_date": DAY - timedelta(days=9), "first_published_value": 120.0,
        "present_value": 121.0, "difference": 1.0, "reason": "late entry", "as_of_date": as_of,
    }  # fmt: skip


def test_messages_about_failed_tasks_and_overrides_are_listed():
    days = LedgerDays().restore(DAY).run(DAY, "failed", "restore_dump")
    days.publish(DAY, overrides=["rule x was waived"], warning_sent_at=SENT).finish(DAY)
    assert day_report(days.history(), DAY)["alerts"] == [
        {"sent_at": SENT, "about": "rule x was waived", "run_id": f"run-{DAY}"},
        {"sent_at": None, "about": "restore_dump failed", "run_id": f"run-{DAY}"},
    ]


def test_a_day_without_trouble_and_a_document_of_an_older_release_list_none():
    days = LedgerDays().good(DAY)
    assert day_report(days.history(), DAY)["alerts"] == []
    del days.tables["publications"][0]["warning_sent_at"]
    report = day_report(days.history(), DAY)
    assert (report["alerts"], report["restatements"]) == ([], [])


def test_what_a_person_had_erased_is_shown_on_its_day_in_tokyo():
    days = LedgerDays().good(DAY - timedelta(days=1)).good(DAY)
    erased = [{"kind": "drafts", "what": "draft of a model", "where": "gold", "details": "rooms__dbt_tmp"}]
    row = {
        "run_id": "tidy", "decided_by": "admin", "reason": "the worker died", "code_version": "c",
        "started_at": SENT, "finished_at": None, "erased": erased,
    }  # fmt: skip
    days.tables["tidy_ups"] = [row]
    assert SENT.date() == DAY - timedelta(days=1), "the day before, in UTC"
    assert day_report(days.history(), DAY)["tidy_ups"] == [row]
    assert day_report(days.history(), DAY - timedelta(days=1))["tidy_ups"] == []


def test_restatements_are_those_of_the_day_that_gold_was_built_from():
    days = LedgerDays().good(DAY - timedelta(days=1)).good(DAY)
    days.tables["restatements"] = [restatement(DAY)]
    stored = HealthDocument.from_bytes(days.document().to_bytes())
    days.tables = dict(stored.tables)
    [row] = day_report(days.history(), DAY)["restatements"]
    assert (row["month"], row["first_as_of_date"]) == ("2026-01", DAY - timedelta(days=9))
    earlier = day_report(days.history(), DAY - timedelta(days=1))
    assert (earlier["restatements"], earlier["gold_day"]) == ([], DAY)
