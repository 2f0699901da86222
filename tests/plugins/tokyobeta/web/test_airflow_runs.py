"""The runs that a day's page and the verdict know of, from Airflow's own database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from airflow.models.dagrun import DagRun
from airflow.utils.db import initdb
from airflow.utils.session import create_session

from tokyobeta.web.airflow_runs import airflow_runs, day_of_run

pytestmark = pytest.mark.slow


def test_a_run_that_only_asks_about_a_roll_back_is_none_of_any_day() -> None:
    """Its question made today the last day of the calendar, and looked like that about failed rules."""
    initdb()
    now = datetime.now(UTC)
    day = {"dump_date": "2026-02-10"}
    runs = {
        "asks": ("tokyobeta_roll_back", {**day, "dry_run": True}),
        "asks_by_the_api": ("tokyobeta_roll_back", {}),
        "goes_back": ("tokyobeta_roll_back", {**day, "dry_run": False}),
        "daily": ("tokyobeta_daily", day),
    }
    with create_session() as session:
        for run_id, (dag_id, conf) in runs.items():
            facts = {"run_type": "manual", "run_after": now, "state": "running"}
            session.add(DagRun(dag_id=dag_id, run_id=run_id, conf=conf, **facts))
        session.flush()
        found = airflow_runs(session, now - timedelta(days=1))
        session.rollback()
    # Other tests of this process leave runs in the same database.
    assert {(run.run_id, run.day) for run in found if run.run_id in runs} == {
        ("goes_back", date(2026, 2, 10)),
        ("daily", date(2026, 2, 10)),
    }


def test_a_run_is_about_the_day_it_names_else_about_the_day_on_which_it_ran() -> None:
    initdb()
    runs = {
        "named": ("tokyobeta_daily", {"dump_date": "2026-02-10"}),
        "drill": ("tokyobeta_fire_drill", {"note": "the whole team"}),
        "slip": ("tokyobeta_daily", {"dump_date": "soon"}),
    }
    with create_session() as session:
        for run_id, (dag_id, conf) in runs.items():
            facts = {
                "run_type": "manual",
                "run_after": datetime(2026, 2, 11, 22, tzinfo=UTC),
                "state": "failed",
            }
            session.add(DagRun(dag_id=dag_id, run_id=run_id, conf=conf, **facts))
        session.flush()
        found = {run_id: day_of_run(session, dag_id, run_id) for run_id, (dag_id, _) in runs.items()}
        unknown = day_of_run(session, "tokyobeta_daily", "drill")
        session.rollback()
    assert found == {"named": date(2026, 2, 10), "drill": date(2026, 2, 12), "slip": None}
    assert unknown is None
