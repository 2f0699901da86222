"""Alerts: they always go out, fit SNS, and carry no row of personal data."""

from __future__ import annotations

from pathlib import Path

import pymysql
import pytest

from include.alerts import message
from include.alerts.message import Alert, describe_error
from include.exceptions import DumpError

TEMPLATES = sorted(path.stem for path in (Path(message.__file__).parent / "templates").glob("*.txt"))


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_fact_that_a_callback_lacks_never_makes_the_message_vanish(template: str):
    body = Alert(headline="x", template=template, facts={}).body()
    assert "$" not in body
    assert " -" in body


def test_sns_limits_of_the_subject_are_kept():
    alert = Alert(headline="退去\n" + "long " * 60, template="task_failed", facts={"environment": "prod"})
    subject = alert.subject()
    assert len(subject) < 100
    assert subject.isascii()
    assert subject.startswith("[Tokyo Beta prod] ")
    assert "\n" not in subject


def test_our_own_errors_are_told_in_full_with_the_next_step():
    text = describe_error(DumpError("Table movings ends early.", "Fetch the dump again."))
    assert text == "DumpError: Table movings ends early.\nNext: Fetch the dump again."


def test_a_database_error_that_quotes_a_row_is_not_repeated():
    error = pymysql.err.IntegrityError(1062, "Duplicate entry 'Synthetic Taro' for key 'PRIMARY'")
    text = describe_error(error)
    assert "Synthetic Taro" not in text
    assert "IntegrityError" in text
    assert "log" in text


def test_a_killed_worker_leaves_no_exception_and_the_alert_says_so():
    assert "killed" in describe_error(None)


def test_an_endless_error_is_cut():
    assert len(describe_error("x" * 100_000)) == message.ERROR_LIMIT
