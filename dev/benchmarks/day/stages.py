"""How long the stages of a run took, from Airflow's own records."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

# In the order of a morning. Of several tasks with one prefix the first start and the last end count.
STAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "preflight": ("wait_for_dump", "preflight"),
    "restore": ("plan_restore", "restore_part", "restore_dump"),
    "check and publish": ("check_staging", "publish_staging"),
    "snapshots, enrichment, seeds": ("export_snapshot", "load_snapshots", "enrich", "seed_code_lists"),
    "silver": ("silver.",),
    "gold": ("gold.", "gold_done"),
    "SPICE": ("start_spice", "refresh_spice", "spice_done"),
    "record_run": ("record_run",),
}


@dataclass(frozen=True, slots=True)
class RunTimes:
    """One run of the DAG, in seconds from its start.

    :param stages: duration of each stage.
    :param dump_to_spice: until the last data set was complete.
    :param run: until ``record_run`` had ended.
    :param tasks: task instances that ran.
    """

    stages: dict[str, float]
    dump_to_spice: float
    run: float
    tasks: int


def last_run(database: Path) -> RunTimes:
    """Return the times of the newest run of ``tokyobeta_daily``.

    :param database: Airflow's database, SQLite.
    :raises ValueError: if there is no run, or it did not reach ``record_run``.
    """
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        run = connection.execute(
            "SELECT run_id, start_date FROM dag_run WHERE dag_id = 'tokyobeta_daily'"
            " ORDER BY start_date DESC LIMIT 1"
        ).fetchone()
        if run is None:
            raise ValueError(f"{database} has no run of tokyobeta_daily.")
        tasks = connection.execute(
            "SELECT task_id, start_date, end_date FROM task_instance WHERE dag_id = 'tokyobeta_daily'"
            " AND run_id = ? AND start_date IS NOT NULL AND end_date IS NOT NULL",
            (run[0],),
        ).fetchall()
    began = datetime.fromisoformat(run[1])
    spans = [(str(task), _seconds(began, start), _seconds(began, end)) for task, start, end in tasks]
    ends = {
        stage: max((end for task, _, end in spans if task.startswith(prefixes)), default=0.0)
        for stage, prefixes in STAGES.items()
    }
    starts = {
        stage: min((start for task, start, _ in spans if task.startswith(prefixes)), default=0.0)
        for stage, prefixes in STAGES.items()
    }
    if not ends["SPICE"] or not ends["record_run"]:
        raise ValueError(f"Run {run[0]} did not reach SPICE and record_run.")
    return RunTimes(
        stages={stage: ends[stage] - starts[stage] for stage in STAGES},
        dump_to_spice=ends["SPICE"],
        run=ends["record_run"],
        tasks=len(spans),
    )


def _seconds(began: datetime, at: str) -> float:
    return (datetime.fromisoformat(at) - began).total_seconds()
