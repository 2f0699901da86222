"""The report of a fire drill says what was sent, and what a missing message means."""

from __future__ import annotations

from include.alerts.fire_drill import CONFIRMED, PATHS, drill_facts, drill_headline, drill_report
from include.alerts.message import Alert


def test_every_message_says_that_nothing_is_wrong_and_over_which_path_it_came() -> None:
    for path, sender in PATHS.items():
        alert = Alert(
            headline=drill_headline(path), template="fire_drill", facts=drill_facts(path, "by Taro")
        )
        assert alert.subject().endswith(f"fire drill {path} of 3")
        for shown in ("nothing is wrong", sender, "by Taro"):
            assert shown in alert.body()


def test_the_report_names_each_path_the_topic_and_what_was_sent() -> None:
    subscriptions = [("email", "on-call@example.com", CONFIRMED), ("email", "late@example.com", "pending")]
    report = drill_report("arn:aws:sns:ap-northeast-1:123456789012:alerts", "m-1", subscriptions)
    waiting = "1 of 2 subscriptions get nothing yet"
    for shown in (*PATHS.values(), "sent: m-1", "arn:aws:sns:ap-northeast-1:123456789012:alerts", waiting):
        assert shown in report
