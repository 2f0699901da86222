"""The benchmark of a day measures real processes and Airflow's own records."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from dev.benchmarks.day.process_watch import ProcessWatch, pin
from dev.benchmarks.day.stages import last_run
from dev.local.process_group import MARK
from tests.waiting import wait_until

# Works until its parent closes the pipe, and holds 30 MB.
WORK = "import sys, threading\nx = b'1' * (30 << 20)\nthreading.Thread(target=sys.stdin.read).start()\n" + (
    "while threading.active_count() > 1: sum(range(10000))"
)
TASKS = [
    ("wait_for_dump", "00:00:01", "00:00:02"),
    ("preflight", "00:00:03", "00:00:08"),
    ("silver.stg_rooms_model_build", "00:00:20", "00:00:30"),
    ("silver.int_rooms_model_build", "00:00:25", "00:00:40"),
    ("refresh_spice", "00:00:50", "00:00:55"),
    ("refresh_spice", "00:00:50", "00:01:05"),
    ("record_run", "00:01:10", "00:01:15"),
]


def database(folder: Path, tasks: list[tuple[str, str, str]]) -> Path:
    path = folder / "airflow.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE dag_run (dag_id, run_id, start_date)")
        connection.execute("CREATE TABLE task_instance (dag_id, run_id, task_id, start_date, end_date)")
        for run, day in (("old", "2026-02-10"), ("new", "2026-02-11")):
            connection.execute(
                "INSERT INTO dag_run VALUES ('tokyobeta_daily', ?, ?)", (run, f"{day} 00:00:00")
            )
        connection.executemany(
            "INSERT INTO task_instance VALUES ('tokyobeta_daily', 'new', ?, ?, ?)",
            [(task, f"2026-02-11 {start}", f"2026-02-11 {end}") for task, start, end in tasks],
        )
    return path


def test_a_stage_lasts_from_its_first_start_to_its_last_end(tmp_path: Path) -> None:
    times = last_run(database(tmp_path, TASKS))
    assert (times.stages["preflight"], times.stages["silver"], times.stages["SPICE"]) == (7.0, 20.0, 15.0)
    assert (times.dump_to_spice, times.run, times.tasks) == (65.0, 75.0, 7)


def test_a_run_that_did_not_reach_the_dashboards_is_no_result(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="did not reach"):
        last_run(database(tmp_path, TASKS[:4]))


def test_the_processes_of_one_stack_are_measured_by_kind(tmp_path: Path) -> None:
    program = tmp_path / ".venv-dbt" / "work.py"
    program.parent.mkdir()
    program.write_text(WORK, encoding="utf-8")
    commands = [[sys.executable, "-c", WORK], [sys.executable, str(program)]]
    with ProcessWatch(tmp_path) as watch:
        workers = [
            subprocess.Popen(command, stdin=subprocess.PIPE, env={**os.environ, MARK: mark})
            for command, mark in [*((command, str(tmp_path)) for command in commands), (commands[0], "other")]
        ]
        wait_until(lambda: min(watch.usage().cpu.get(kind, 0) for kind in ("airflow", "dbt")) > 0.2, "work")
        wait_until(lambda: watch.usage().peak_mb > 60, "the memory of both is seen")
        pin(tmp_path, frozenset({min(os.sched_getaffinity(0))}))
        affinities = [len(os.sched_getaffinity(worker.pid)) for worker in workers]
        for worker in workers:
            worker.communicate()
    assert watch.usage().processes == {"airflow": 1, "dbt": 1}
    assert affinities == [1, 1, len(os.sched_getaffinity(0))]
