"""Going back to an earlier day from the web UI: seen first, done once, told to people."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from include.exceptions import PublishError
from include.mysql.target import WarehouseTarget
from include.staging.publish.publisher import Publisher
from tests.include.staging.publish.publishing import publish
from tests.include.world import DAY_9, DAY_10, World
from tokyobeta.operators.roll_back import RollBackOperator
from tokyobeta.operators.roll_back_plan import RollBackPlanOperator
from tokyobeta.roll_back import ALL_TABLES

pytestmark = [pytest.mark.mysql, pytest.mark.aws, pytest.mark.usefixtures("data_bucket", "small_models")]


@pytest.fixture
def world(connections: WarehouseTarget) -> World:
    made = World(connections)
    publisher = Publisher(made.target, made.ledger, made.settings, pause_seconds=0.05)
    for day in (DAY_9, DAY_10):
        made.restore(day)
        publish(publisher, day)
    return made


def context(running: int = 0, **params: Any) -> Any:
    run = SimpleNamespace(
        dag_id="tokyobeta_roll_back", run_id="back", triggering_user_name="admin", conf={}, logical_date=None,
        run_after=None,
    )  # fmt: skip
    ti = SimpleNamespace(get_dr_count=lambda **_: running, task_id="roll_back", log_url="", try_number=1)
    return {"dag_run": run, "run_id": "back", "ti": ti, "params": {"dump_date": f"{DAY_9}", **params}}


def show_plan(day: str = f"{DAY_9}") -> RollBackPlanOperator:
    return RollBackPlanOperator(task_id="show_plan", dump_date=day, daily_dag_id="tokyobeta_daily")


def roll_back(table: str = ALL_TABLES) -> RollBackOperator:
    return RollBackOperator(
        task_id="roll_back", dump_date=f"{DAY_9}", table=table, reason="rents are wrong", decided_by="admin"
    )


def test_readers_see_the_earlier_day_once_and_people_are_told(world: World, inbox: Any):
    for _ in range(2):
        assert show_plan().execute(context())
        assert roll_back().execute(context())["dump_date"] == f"{DAY_9}"
    assert world.mark("staging") == "2026-02-09"
    published = world.ledger.published()
    assert published is not None
    assert published.overrides == ("rolled back by admin: rents are wrong",)
    assert world.value("SELECT COUNT(*) FROM ops.publications WHERE action = 'roll back'") == 1
    messages = inbox()
    assert len(messages) == 1
    assert "rents are wrong" in messages[0]["Message"]


def test_it_is_refused_while_the_daily_run_builds_the_same_tables(world: World):
    with pytest.raises(PublishError, match="is in progress"):
        show_plan().execute(context(running=1))
    assert world.mark("staging") == "2026-02-10"


@pytest.mark.parametrize("table", [ALL_TABLES, "tenants"])
def test_a_copy_that_lacks_a_column_of_the_models_is_refused_by_the_plan_and_by_the_step(
    world: World, inbox: Any, table: str
):
    world.execute("ALTER TABLE staging_backup_20260209.tenants DROP COLUMN mark")
    # The step looks itself: a person may have marked the plan as success.
    for step in (show_plan(), roll_back(table)):
        with pytest.raises(PublishError, match=r"tenants\.mark\. Nothing was changed"):
            step.execute(context(table=table))
    assert world.mark("staging") == "2026-02-10"
    assert world.value("SELECT COUNT(*) FROM ops.publications WHERE action LIKE 'roll back%'") == 0
    assert inbox() == []


def test_without_a_day_the_copies_that_there_are_can_be_chosen_from(world: World):
    plan = show_plan("").execute(context())
    assert plan["days"] == ["2026-02-09", "2026-02-10"], "a copy, and what readers see, for a table's undo"
    assert "| available |" in plan["question"]


def test_one_table_alone_goes_back_and_people_are_told(world: World, inbox: Any):
    assert "mix two days" in show_plan().execute(context(table="tenants"))["question"]
    assert roll_back("tenants").execute(context())["dump_date"] == f"{DAY_10}"
    assert world.mark("staging", "tenants") == "2026-02-09"
    assert world.mark("staging") == "2026-02-10"
    assert "table tenants is of the dump of 2026-02-09, by admin" in inbox()[0]["Message"]
