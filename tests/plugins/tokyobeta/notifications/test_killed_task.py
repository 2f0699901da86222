"""The log of a try whose process was killed ends with what it means, whatever Airflow's supervisor writes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock
from uuid import uuid4

import pytest
import structlog
from airflow.sdk.api.datamodels._generated import TaskInstance
from airflow.sdk.execution_time.coordinator import BaseCoordinator, CoordinatorManager
from airflow.sdk.log import logging_processors

from include.settings import PROJECT_DIR
from tokyobeta.notifications import failure_log
from tokyobeta.notifications.killed_task_coordinator import KilledTaskCoordinator
from tokyobeta.notifications.supervised_task import SupervisedTask

NEXT = "Clear the task with downstream. If it is killed again, look at the memory of the worker."


def killed(number: int) -> Callable[[], None]:
    return lambda: os.kill(os.getpid(), number)


def run(
    target: Callable[[], None], log_file: Path, *, should_retry: bool = False, task_id: str = "restore_dump"
) -> tuple[list[dict[str, Any]], MagicMock]:
    """Supervise a real process, and return the events of the try's log and what Airflow was told."""
    client = MagicMock()
    client.task_instances.start.return_value = SimpleNamespace(should_retry=should_retry, start_date=None)
    with log_file.open("ab") as file:
        process = SupervisedTask.start(
            what=task_instance(task_id),
            dag_rel_path="tokyobeta_daily.py",
            bundle_info=None,
            client=client,
            target=target,
            logger=structlog.wrap_logger(
                structlog.BytesLogger(file),
                processors=logging_processors(json_output=True),
                logger_name="task",
            ).bind(),
        )
        process.wait()
    return [json.loads(line) for line in log_file.read_text("utf-8").splitlines()], client.task_instances


def task_instance(task_id: str) -> TaskInstance:
    return TaskInstance(
        id=uuid4(),
        dag_version_id=uuid4(),
        task_id=task_id,
        dag_id="tokyobeta_daily",
        run_id="manual__2026-02-10",
        try_number=1,
        map_index=-1,
        queued_dttm=datetime.now(UTC),
    )


def test_the_last_try_ends_with_what_happened_what_readers_see_and_the_next_step(tmp_path: Path) -> None:
    events, told = run(killed(signal.SIGKILL), tmp_path / "attempt=1.log")
    assert any("Process terminated by signal" in event["event"] for event in events)
    assert [event["event"] for event in events[-3:]] == [
        "What happened: Killed: SIGKILL has ended the process of this try, most often because the memory of "
        "the worker ran out. Above is what it did last.",
        "What readers see: Readers keep the numbers that they see; nothing of this dump is published.",
        f"Next: {NEXT}",
    ]
    assert {event["level"] for event in events[-3:]} == {"error"}
    assert told.finish.call_args.kwargs["state"] == "failed"


def test_while_tries_are_left_the_log_says_that_another_one_follows(tmp_path: Path) -> None:
    events, told = run(killed(signal.SIGTERM), tmp_path / "attempt=1.log", should_retry=True)
    assert events[-3]["event"].startswith("What happened: Killed: SIGTERM has ended the process of this try.")
    assert events[-1]["event"] == f"Next: Nothing yet: another try follows by itself. If it fails too: {NEXT}"
    assert not told.finish.called, "Airflow's executor reports it"


def test_a_process_that_ends_with_an_exit_code_says_so(tmp_path: Path) -> None:
    events, _ = run(lambda: os._exit(3), tmp_path / "attempt=1.log")
    assert "has ended with exit code 3, and named no error" in events[-3]["event"]


def test_a_try_that_ends_by_itself_gets_no_line_of_ours(tmp_path: Path) -> None:
    events, _ = run(lambda: os._exit(0), tmp_path / "attempt=1.log")
    assert not [event for event in events if event["event"].startswith(("What happened", "Next"))]


def test_the_state_is_reported_even_if_the_end_of_the_log_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(failure_log, "end_killed_log", fail)
    events, told = run(killed(signal.SIGKILL), tmp_path / "attempt=1.log")
    assert "The end of the log could not be written." in events[-1]["event"]
    assert told.finish.call_args.kwargs["state"] == "failed"


@pytest.mark.aws
def test_the_lines_reach_cloudwatch_as_those_of_airflow_do(
    cloud_watch: Callable[[str], list[str]], log_folder: Path
) -> None:
    run(killed(signal.SIGKILL), log_folder / "attempt=1.log")
    events = cloud_watch("attempt=1.log")
    assert any("Process terminated by signal" in event for event in events)
    endings = ("What happened: Killed", "What readers see", "Next: ")
    assert all(ending in event for event, ending in zip(events[-3:], endings, strict=True))


def in_a_program(name: str, **environment: str) -> dict[str, Any]:
    """Import the plugin as one of Airflow's programs does, and return what it sets in the environment."""
    code = (
        "import sys, os, json, runpy; sys.argv = ['airflow', sys.argv[1]]; "
        f"runpy.run_path({str(PROJECT_DIR / 'plugins' / 'killed_tasks.py')!r}); "
        "print(json.dumps({k: v for k, v in os.environ.items() if k.startswith('AIRFLOW__SDK__')}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, name],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def coordinator(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], queue: str) -> BaseCoordinator:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return CoordinatorManager.from_config().for_queue(queue)


def test_the_programs_that_fork_tasks_take_our_coordinator_for_the_queue_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = in_a_program("celery", AIRFLOW__OPERATORS__DEFAULT_QUEUE="airflow-celery-of-mwaa")
    assert isinstance(coordinator(monkeypatch, found, "airflow-celery-of-mwaa"), KilledTaskCoordinator)
    assert not isinstance(coordinator(monkeypatch, found, "another"), KilledTaskCoordinator)


def test_other_programs_and_other_peoples_coordinators_are_left_alone() -> None:
    assert in_a_program("api-server") == {}
    own = {"AIRFLOW__SDK__COORDINATORS": '{"java": {"classpath": "x.Y"}}'}
    assert in_a_program("scheduler", **own) == own


def test_a_task_is_handed_on_as_airflow_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Airflow's own coordinator passes on, ours passes on."""
    started: list[dict[str, Any]] = []
    process = SimpleNamespace(wait=lambda: 0, final_state="success")
    own = SimpleNamespace(start=lambda **task: started.append(task) or process)
    for module in ("airflow.sdk.execution_time.supervisor.ActivitySubprocess",
                   "tokyobeta.notifications.supervised_task.SupervisedTask"):  # fmt: skip
        monkeypatch.setattr(module, own)
    task = {
        "what": task_instance("preflight"),
        "dag_rel_path": "dag.py",
        "bundle_info": None,
        "client": None,
        "logger": None,
        "sentry_integration": "",
        "subprocess_logs_to_stdout": False,
    }
    for each in (CoordinatorManager.from_config().for_queue("default"), KilledTaskCoordinator()):
        assert each.execute_task(**task) == BaseCoordinator.ExecutionResult(0, "success")  # type: ignore[arg-type]
    assert started[0] == started[1] == task
