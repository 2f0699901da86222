"""The picture of a run: what a person sees of tasks, layers and failures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dev.local.run.failure import ERROR, NEXT
from dev.local.run.screen import duration
from dev.local.run.step import Step, steps_of
from dev.local.task_run import TaskRun

START = datetime(2026, 2, 10, 7, 0, tzinfo=UTC)


def task(
    name: str, state: str | None, start: int | None = 0, end: int | None = 10, index: int = -1
) -> TaskRun:
    def moment(seconds: int | None) -> datetime | None:
        return None if seconds is None else START + timedelta(seconds=seconds)

    return TaskRun(name, state, 1, index, None, moment(start), moment(end))


def test_models_of_a_layer_are_one_step_and_joints_are_hidden():
    tasks = [
        task("gold.b.build", "success"),
        task("silver_done", "success"),
        task("silver.a.build", "success"),
        task("silver.c.build", "running", end=None),
    ]
    steps = steps_of(tasks, ["silver.a.build", "silver.c.build", "silver_done", "gold.b.build"])
    assert [(step.name, step.done, step.total) for step in steps] == [("silver", 1, 2), ("gold", 1, 1)]
    assert steps[0].state == "running"


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["success", "success"], "success"),
        (["skipped", "skipped"], "skipped"),
        (["success", "failed"], "failed"),
        (["success", "up_for_retry"], "retrying"),
        (["success", "upstream_failed"], "blocked"),
        (["failed", "upstream_failed"], "failed"),
        (["success", None], "running"),
        ([None, None], "waiting"),
        (["deferred"], "running"),
    ],
)
def test_the_state_of_a_step_is_the_worst_of_its_tasks(states: list[str | None], expected: str):
    assert Step("silver", tuple(task("silver.x", state) for state in states)).state == expected


def test_a_failed_archive_is_shown_as_a_warning_incident_16():
    assert Step("archive_dump", (task("archive_dump", "failed"),)).state == "warning"


def test_a_step_lasts_from_its_first_start_to_its_last_end():
    step = Step("silver", (task("silver.a", "success", 0, 7), task("silver.b", "success", 5, 20)))
    assert step.seconds(START) == 20
    running = Step("silver", (task("silver.a", "running", 5, None),))
    assert running.seconds(START + timedelta(seconds=30)) == 25
    assert Step("x", (task("x", None, None, None),)).seconds(START) is None


def test_durations_read_like_durations():
    assert [duration(value) for value in (None, 4.25, 59.9, 125.0)] == ["", "4.2 s", "59.9 s", "2 min 05 s"]


def test_an_error_and_its_next_step_are_found_in_a_log():
    log = "INFO - x\nDumpError: Table movings ends early.\nNext: Fetch it again.\n"
    match = ERROR.search(log)
    assert match
    assert match["kind"] == "DumpError"
    assert match["text"] == "Table movings ends early."
    action = NEXT.search(log)
    assert action
    assert action["action"] == "Fetch it again."
