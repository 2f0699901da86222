"""A run refreshes SPICE only if environment and parameters want it; what is skipped stops nothing else."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from include.quicksight import ingestion
from include.quicksight.data_sets import DATA_SET_IDS
from tokyobeta.operators import spice_start
from tokyobeta.params import wants_spice

ROOT = Path(__file__).parents[2]
SETTING = "TOKYOBETA_SPICE_ENABLED"
AFTER_SPICE = [
    "archive_dump",
    "drop_old_backups",
    "export_figures",
    "housekeeping_done",
    "publish_docs",
    "record_run",
]


@pytest.mark.parametrize(
    ("setting", "skip", "named"),
    [
        ("true", False, []),
        (None, False, []),
        ("false", False, [SETTING]),
        ("true", True, ["skip_spice"]),
        ("false", True, [SETTING, "skip_spice"]),
    ],
)
def test_environment_and_run_must_want_it_and_the_log_names_what_does_not(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    setting: str | None,
    skip: bool,
    named: list[str],
) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    if setting is not None:
        monkeypatch.setenv(SETTING, setting)
    with caplog.at_level(logging.INFO, logger="tokyobeta.params"):
        assert wants_spice({"skip_spice": skip}) is (not named)
    messages = [record.getMessage() for record in caplog.records if record.name == "tokyobeta.params"]
    assert len(messages) == len(named)
    for name, message in zip(named, messages, strict=True):
        assert name in message


@pytest.fixture(scope="module")
def airflow_database() -> None:
    """The empty database of a throw-away Airflow."""
    from airflow.utils.db import initdb

    initdb()


def started_data_sets(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list that fills with the data sets that the run starts; gold counts as complete."""
    started: list[str] = []

    def start_all(
        _client: Any, _account: str, data_set_ids: Iterable[str], _run_key: str, _since: float
    ) -> list[str]:
        started.extend(data_set_ids)
        return started

    monkeypatch.setattr(spice_start, "proven_gold", lambda _rendered: {"complete_at": 0.0})
    monkeypatch.setattr(spice_start, "quicksight_client", lambda _connection: None)
    monkeypatch.setattr(ingestion, "start_all", start_all)
    return started


@pytest.mark.slow
@pytest.mark.usefixtures("airflow_database")
@pytest.mark.parametrize(("setting", "state"), [("false", "skipped"), ("true", "success")])
def test_a_run_without_spice_is_green_and_does_all_that_follows(
    daily, monkeypatch: pytest.MonkeyPatch, setting: str, state: str
) -> None:
    """Airflow schedules the end of the real DAG: ``start_spice`` runs, what follows is only marked."""
    monkeypatch.setenv(SETTING, setting)
    # DAG.test() stores the DAGs of this folder first; read from the configuration once, at Airflow's import.
    monkeypatch.setattr("airflow.settings.DAGS_FOLDER", str(ROOT / "dags"))
    started = started_data_sets(monkeypatch)
    end = daily.partial_subset("start_spice", include_upstream=False, include_downstream=True)
    end.get_task("start_spice").retries = 0  # a failure is to end the test, not to wait for a retry
    run = end.test(run_conf={"dump_date": "2026-02-10"}, mark_success_pattern="(?!start_spice).*")
    states = [(task.task_id, task.state) for task in run.get_task_instances()]
    assert run.state == "success"
    assert started == (list(DATA_SET_IDS) if state == "success" else [])
    assert [found for name, found in states if name == "refresh_spice"] == [state] * len(DATA_SET_IDS)
    assert sorted(name for name, found in states if found == "success" and name in AFTER_SPICE) == AFTER_SPICE
