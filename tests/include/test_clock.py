"""One date rule for scheduled runs, triggers and backfills (incident 27: a day off in UTC)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from include.clock import dump_date, parse_day, tokyo_today
from include.exceptions import ConfigurationError


def test_the_parameter_wins_over_every_date_of_the_run():
    moment = datetime(2026, 2, 20, 22, 0, tzinfo=UTC)
    assert dump_date("2026-02-10", moment, moment) == date(2026, 2, 10)


@pytest.mark.parametrize(
    ("utc", "tokyo"),
    [
        (datetime(2026, 2, 9, 22, 0, tzinfo=UTC), date(2026, 2, 10)),  # 07:00 JST, the schedule
        (datetime(2026, 2, 9, 15, 0, tzinfo=UTC), date(2026, 2, 10)),  # midnight JST
        (datetime(2026, 2, 9, 14, 59, 59, tzinfo=UTC), date(2026, 2, 9)),
    ],
)
def test_incident_27_the_day_is_tokyos_and_not_utcs(utc: datetime, tokyo: date):
    assert dump_date(None, utc) == tokyo
    assert dump_date("", None, utc) == tokyo
    assert tokyo_today(utc) == tokyo


def test_a_rest_trigger_without_logical_date_uses_run_after():
    assert dump_date(None, None, datetime(2026, 2, 9, 23, 0, tzinfo=UTC)) == date(2026, 2, 10)


def test_a_run_without_any_date_is_told_to_give_one():
    with pytest.raises(ConfigurationError, match="Trigger it again with dump_date"):
        dump_date(None)


@pytest.mark.parametrize("text", ["2026-02-10", "20260210", " 2026-02-10 "])
def test_a_day_may_be_written_as_in_the_form_or_as_in_the_file_name(text: str):
    assert parse_day(text) == date(2026, 2, 10)


@pytest.mark.parametrize("text", ["2026-02-30", "10/02/2026", "yesterday", "2026-2"])
def test_what_is_no_calendar_day_is_refused_with_an_example(text: str):
    with pytest.raises(ConfigurationError, match="YYYY-MM-DD"):
        parse_day(text)
