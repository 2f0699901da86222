"""The log of a try whose whole worker was lost just stopped: no process was left to write its end."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tokyobeta.notifications.failure_log import end_failed_log

RUN = "dag_id=tokyobeta_daily/run_id=manual__2026-02-10T00:00:00"
NEXT = "Clear the task with downstream. If it is killed again, look at the memory of the worker."


def lost(*, attempt: int = 3, map_index: int = -1) -> dict[str, Any]:
    """What the dag processor gives a callback of a task with two retries."""
    instance = SimpleNamespace(
        dag_id="tokyobeta_daily",
        run_id="manual__2026-02-10T00:00:00",
        task_id="restore_dump",
        map_index=map_index,
        try_number=attempt,
        max_tries=2,
    )
    return {"ti": instance, "task": SimpleNamespace(retry_delay=timedelta(minutes=5))}


def events(log: Path) -> list[str]:
    return [json.loads(line)["event"] for line in log.read_text("utf-8").splitlines()]


def test_the_log_of_a_lost_try_goes_on_where_it_stopped(log_folder: Path) -> None:
    log = log_folder / RUN / "task_id=restore_dump" / "attempt=3.log"
    log.parent.mkdir(parents=True)
    log.write_text('{"event": "Loading table movings"}\n', "utf-8")
    end_failed_log(lost())
    assert events(log) == [
        "Loading table movings",
        "::endgroup::",
        "What happened: Lost: Airflow hears nothing of this try any more. Its worker has ended with it, most "
        "often because its machine was replaced or its memory ran out. Above is what it did last.",
        "What readers see: Readers keep the numbers that they see; nothing of this dump is published.",
        f"Next: {NEXT}",
    ]


def test_a_lost_try_of_a_mapped_task_with_tries_left_says_when_the_next_one_follows(log_folder: Path) -> None:
    end_failed_log(lost(attempt=1, map_index=4))
    log = log_folder / RUN / "task_id=restore_dump" / "map_index=4" / "attempt=1.log"
    assert events(log)[-1] == f"Next: Nothing yet: try 2 of 3 follows in 5 minutes. If it fails too: {NEXT}"


@pytest.mark.aws
def test_on_mwaa_the_end_is_in_the_stream_of_the_try(cloud_watch: Callable[[str], list[str]]) -> None:
    end_failed_log(lost())
    stream = f"{RUN}/task_id=restore_dump/attempt=3.log".replace(":", "_")
    found = cloud_watch(stream)
    endings = ("What happened: Lost", "What readers see", "Next: ")
    assert all(ending in event for event, ending in zip(found[-3:], endings, strict=True))
