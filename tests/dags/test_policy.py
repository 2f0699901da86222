"""What every DAG and every task of this project must have."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from tokyobeta.layers import OWNER, Tag
from tokyobeta.notifications.pipeline_alert import PipelineAlert

ROOT = Path(__file__).parents[2]
ORGANISATIONS = {"Warburg", "JRAM", "Tosei", "GGhouse"}
IDLE = {"EmptyOperator"}
# Parses a DAG file the way a task process does, with the network shut, and tells what it imported.
PARSE = """
import json, runpy, socket, sys
def shut(*args, **kwargs):
    raise RuntimeError("a DAG file reached for the network while it was parsed")
socket.socket.connect = shut
socket.create_connection = shut
runpy.run_path(sys.argv[1])
print(json.dumps(sorted(sys.modules)))
"""


def tasks(dag_bag):
    return [(dag, task) for dag in dag_bag.dags.values() for task in dag.tasks]


def test_every_dag_file_imports(dag_bag):
    assert dag_bag.import_errors == {}
    assert set(dag_bag.dags) == {
        "tokyobeta_daily",
        "tokyobeta_freshness_watchdog",
        "tokyobeta_roll_back",
        "tokyobeta_failed_rules",
        "tokyobeta_reload_snapshot",
        "tokyobeta_send_spice",
        "tokyobeta_fire_drill",
        "tokyobeta_tidy_up",
    }


def test_every_dag_explains_itself_and_tells_whom_to_ask(dag_bag):
    for dag in dag_bag.dags.values():
        assert "Triage" in dag.doc_md, dag.dag_id
        assert dag.description, dag.dag_id
        assert set(dag.tags) <= set(Tag), dag.dag_id
        assert dag.tags, dag.dag_id


def test_no_run_overlaps_another_and_no_past_day_is_invented(dag_bag):
    for dag in dag_bag.dags.values():
        # Questions to a person wait for hours; nothing but an answer waits in them.
        asks = dag.dag_id == "tokyobeta_failed_rules"
        assert (dag.max_active_runs == 1) is not asks, dag.dag_id
        assert dag.catchup is False, dag.dag_id
        assert dag.dagrun_timeout, dag.dag_id


def test_only_the_watchdog_starts_by_itself(dag_bag):
    # A silent watchdog is not noticed; a first daily run is a decision (docs/runbooks/deploy.md, step 6).
    starts = {
        dag_id
        for dag_id, dag in dag_bag.dags.items()
        if dag.is_paused_upon_creation is False and dag.timetable.can_be_scheduled
    }
    assert starts == {"tokyobeta_freshness_watchdog"}


def test_the_runbook_says_which_dag_waits_to_be_started(dag_bag):
    runbook = (ROOT / "docs" / "runbooks" / "deploy.md").read_text(encoding="utf-8")
    for dag_id, dag in dag_bag.dags.items():
        waits = dag.is_paused_upon_creation is not False
        assert f"| `{dag_id}` | {'paused' if waits else 'running'} |" in runbook


def test_every_task_has_an_owner_a_time_limit_a_retry_and_an_alert(dag_bag):
    for dag, task in tasks(dag_bag):
        name = f"{dag.dag_id}.{task.task_id}"
        # A model belongs to the organisation that defined its numbers, everything else to the engineers.
        assert task.owner in {OWNER, *ORGANISATIONS}, name
        if task.task_type in IDLE:
            continue
        assert isinstance(task.execution_timeout, timedelta), name
        assert task.retries >= 1, name
        callbacks = task.on_failure_callback
        callbacks = callbacks if isinstance(callbacks, (list, tuple)) else [callbacks]
        assert any(isinstance(callback, PipelineAlert) for callback in callbacks), name


def test_every_failure_of_a_run_is_told(dag_bag):
    for dag in dag_bag.dags.values():
        callbacks = dag.on_failure_callback
        callbacks = callbacks if isinstance(callbacks, (list, tuple)) else [callbacks]
        assert any(isinstance(callback, PipelineAlert) for callback in callbacks), dag.dag_id


def test_nothing_but_wiring_at_import_no_network_and_no_heavy_module():
    for path in sorted((ROOT / "dags").glob("*.py")):
        done = subprocess.run(
            [sys.executable, "-c", PARSE, str(path)],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'plugins'}"},
        )
        assert done.returncode == 0, done.stderr[-2000:]
        modules = set(json.loads(done.stdout.splitlines()[-1]))
        assert modules.isdisjoint({"pandas", "numpy", "dbt", "moto", "duckdb", "pymysql"}), path.name
