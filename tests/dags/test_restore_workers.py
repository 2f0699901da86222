"""With several workers for the restore the daily DAG has their tasks; with one it knows nothing of them."""

from __future__ import annotations

import pytest
from airflow.sdk import TriggerRule
from airflow.serialization.serialized_objects import DagSerialization

from include.settings import get_settings
from tests.dags.conftest import ROOT

PARTS = {"plan_restore", "restore_part", "parts_done"}


def parsed(monkeypatch: pytest.MonkeyPatch, workers: str | None):
    from airflow.dag_processing.dagbag import DagBag

    monkeypatch.delenv("TOKYOBETA_RESTORE_WORKERS", raising=False)
    if workers is not None:
        monkeypatch.setenv("TOKYOBETA_RESTORE_WORKERS", workers)
    get_settings.cache_clear()
    bag = DagBag(dag_folder=str(ROOT / "dags" / "tokyobeta_daily.py"), bundle_path=ROOT / "dags")
    assert bag.import_errors == {}
    return bag.dags["tokyobeta_daily"]


@pytest.mark.parametrize("workers", [None, "1"])
def test_one_worker_is_the_graph_without_parts(monkeypatch: pytest.MonkeyPatch, workers: str | None) -> None:
    daily = parsed(monkeypatch, workers)
    assert not PARTS & set(daily.task_ids)
    assert daily.get_task("restore_dump").upstream_task_ids == {"preflight"}
    assert not PARTS & set(daily.get_task("record_run").optional_task_ids)


@pytest.mark.parametrize("workers", ["2", "4"])
def test_parts_run_between_preflight_and_restore_and_stop_nothing(
    monkeypatch: pytest.MonkeyPatch, workers: str
) -> None:
    daily = parsed(monkeypatch, workers)
    assert daily.get_task("plan_restore").upstream_task_ids == {"preflight"}
    assert daily.get_task("restore_part").upstream_task_ids == {"plan_restore"}
    restore = daily.get_task("restore_dump")
    # Of preflight as well: where that failed, the restore does not run because its parts are "done".
    assert restore.upstream_task_ids == {"preflight", "parts_done"}
    assert restore.trigger_rule == TriggerRule.ALL_SUCCESS
    assert daily.get_task("parts_done").trigger_rule == TriggerRule.ALL_DONE
    assert {"plan_restore", "restore_part"} <= set(daily.get_task("record_run").optional_task_ids)
    DagSerialization.to_dict(daily)  # as the scheduler gets it


def test_all_other_tasks_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    one, several = parsed(monkeypatch, None), parsed(monkeypatch, "2")
    assert set(several.task_ids) - set(one.task_ids) == PARTS
    for task_id in set(one.task_ids) - {"restore_dump"}:
        assert several.get_task(task_id).upstream_task_ids == one.get_task(task_id).upstream_task_ids
