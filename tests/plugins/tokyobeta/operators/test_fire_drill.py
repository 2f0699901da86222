"""A fire drill sends a message over each path, with the real topic and queue of moto."""

from __future__ import annotations

import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.dag_processing.dagbag import DagBag

from include.alerts.fire_drill import CONFIRMED, drill_report, require_subscribers, subscribers
from include.exceptions import ConfigurationError
from include.settings import get_settings
from tokyobeta.operators.fire_drill import FireDrillOperator

DAGS = Path(__file__).parents[4] / "dags"

pytestmark = [pytest.mark.mysql, pytest.mark.aws]


def context(**more: Any) -> Any:
    ti = SimpleNamespace(dag_id="tokyobeta_fire_drill", task_id="send_message", try_number=1, log_url="")
    run = SimpleNamespace(dag_id="tokyobeta_fire_drill", run_id="drill", conf={}, logical_date=None)
    return {"ti": ti, "dag_run": run, "run_id": "drill", "params": {}, **more}


def test_the_three_messages_arrive_and_the_log_says_what_was_sent(
    inbox: Any, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
):
    bag = DagBag(dag_folder=str(DAGS / "tokyobeta_fire_drill.py"), bundle_path=DAGS)
    dag = bag.dags["tokyobeta_fire_drill"]
    task = dag.get_task("send_message")
    task.note = "Taro"
    message_id = task.execute(context())
    (of_task,) = task.on_success_callback
    of_task.notify(context())
    dag.on_success_callback.notify({"dag": dag, "run_id": "drill", "reason": "success"})
    messages = inbox()
    assert sorted(message["Subject"][-17:] for message in messages) == [
        f"fire drill {path} of 3" for path in (1, 2, 3)
    ]
    assert message_id in {message["MessageId"] for message in messages}
    assert "Taro" in next(m["Message"] for m in messages if m["MessageId"] == message_id)
    logged = caplog.text + capsys.readouterr().out
    assert f"sent: {message_id}" in logged
    assert "confirmed" in logged


def test_a_topic_on_which_nobody_has_confirmed_is_a_failure():
    waiting = [("email", "t…@example.org", "waits to be confirmed")]
    for rows, said in ((waiting, "1 wait to be confirmed"), ([], "there is none")):
        with pytest.raises(ConfigurationError, match=said):
            require_subscribers(rows, "arn:aws:sns:ap-northeast-1:123456789012:alerts")
    require_subscribers([*waiting, ("sqs", "arn:aws:sqs:q", CONFIRMED)], "arn")


def test_addresses_of_people_are_shortened_in_the_log():
    people = (("taro.yamada", "PendingConfirmation"), ("hanako", "arn:aws:sns:r:1:t:id"))
    page = {
        "Subscriptions": [
            {"Protocol": "email", "Endpoint": f"{name}@example.org", "SubscriptionArn": arn}
            for name, arn in people
        ]
    }
    pages = SimpleNamespace(paginate=lambda **_: [page])
    sns: Any = SimpleNamespace(get_paginator=lambda _: pages)
    rows = subscribers(sns, "arn:aws:sns:r:1:t")
    assert rows == [
        ("email", "t…@example.org", "waits to be confirmed"),
        ("email", "h…@example.org", CONFIRMED),
    ]
    assert "1 of 2 subscriptions get nothing yet" in drill_report("arn", "id", rows)


def test_without_a_topic_the_drill_fails_because_nobody_would_be_told(
    connections: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.delenv("TOKYOBETA_ALERT_TOPIC_ARN", raising=False)
    get_settings.cache_clear()
    with caplog.at_level(logging.ERROR), pytest.raises(ConfigurationError, match="nobody is told"):
        FireDrillOperator(task_id="send_message").execute(context())
