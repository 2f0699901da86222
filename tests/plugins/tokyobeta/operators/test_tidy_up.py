"""What a dead run left behind, from the web UI: shown first, erased where a person wants it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk.exceptions import AirflowFailException

from include.exceptions import PublishError
from include.health.store import HealthStore
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from include.staging.tidy_up.kinds import DRAFTS, REPLACED, RESTORE
from tests.include.staging.publish.publishing import publish
from tests.include.staging.tidy_up.leftovers import (
    checksums,
    killed_before_the_rename,
    killed_table_roll_back,
    publisher,
)
from tests.include.world import DAY_9, DAY_10, World
from tokyobeta.operators.erase_leftovers import EraseLeftoversOperator
from tokyobeta.operators.show_leftovers import ShowLeftoversOperator
from tokyobeta.tidy_up import tidy_up_params

pytestmark = [pytest.mark.mysql, pytest.mark.aws]

ALIVE: dict[str, Any] = {
    "building_dag_ids": ["tokyobeta_daily", "tokyobeta_roll_back"],
    "decision_dag_id": "tokyobeta_failed_rules",
}
ON = {"erase": True, "reason": " the worker died "}


@pytest.fixture
def world(connections: WarehouseTarget, data_bucket: Any) -> World:
    made = World(connections)
    for day in (DAY_9, DAY_10):
        made.restore(day)
        publish(publisher(made), day)
    killed_table_roll_back(made)
    made.execute("CREATE TABLE gold.rooms (id INT)", "CREATE TABLE gold.rooms__dbt_tmp (id INT)")
    return made


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> Any:
    return lambda: caplog.text + capsys.readouterr().out


def context(running: str | None = None, **given: Any) -> Any:
    params = {name: param.value for name, param in tidy_up_params().items()}
    ti = SimpleNamespace(get_dr_count=lambda dag_id, **_: int(dag_id == running))
    return {"run_id": "tidy", "ti": ti, "params": {**params, **given}}


def show(given: Any) -> int:
    return ShowLeftoversOperator(task_id="show_leftovers", **ALIVE).execute(given)


def erase(given: Any) -> int:
    operator = EraseLeftoversOperator(
        task_id="erase_leftovers", reason=given["params"]["reason"], decided_by="admin", **ALIVE
    )
    return operator.execute(given)


def test_the_form_as_it_is_shows_what_there_is_and_what_to_do(world: World, logged: Any) -> None:
    before = checksums(world.target)
    assert show(context()) == 2
    assert checksums(world.target) == before
    log = logged()
    assert "tables that were replaced  found  staging_backup_20260209  _replaced_…: 1" in log
    assert "draft of a model           found  gold                     rooms__dbt_tmp" in log
    assert "Nothing is changed. Readers see none of it" in log
    assert "Next: to have it erased, trigger this DAG again with *Erase what is found* and a reason." in log


def test_it_is_erased_once_with_who_and_why_in_the_ledger_and_on_data_health(
    world: World, logged: Any, data_bucket: Any
) -> None:
    assert show(context(**ON)) == 2
    assert "erase_leftovers erases what is to be erased" in logged()
    assert erase(context(**ON)) == 2
    assert "2 of 2 are erased, by admin; ops.tidy_ups has them with the reason." in logged()
    assert (
        world.value("SELECT CONCAT(decided_by, ': ', reason) FROM ops.tidy_ups") == "admin: the worker died"
    )
    document = HealthStore(Settings()).document(data_bucket)
    assert document is not None
    [shown] = document.rows("tidy_ups")
    assert (shown["decided_by"], [each["where"] for each in shown["erased"]]) == (
        "admin",
        ["staging_backup_20260209", "gold"],
    )
    assert show(context()) == 0
    assert "No run has left anything behind. Next: nothing." in logged()
    assert erase(context(**ON)) == 0
    assert "Nothing was left to be erased. Next: nothing." in logged()
    assert world.value("SELECT JSON_LENGTH(erased) FROM ops.tidy_ups") == 2


def test_what_was_not_chosen_is_named_and_stays(world: World, logged: Any) -> None:
    assert erase(context(**ON, only=[DRAFTS])) == 1
    assert "kept: not chosen" in logged()
    assert erase(context(**ON, only=[RESTORE, REPLACED])) == 1
    assert show(context()) == 0


def test_the_dump_that_waits_is_erased_with_its_own_switch_alone(world: World, logged: Any) -> None:
    killed_before_the_rename(world)
    assert show(context()) == 4
    assert erase(context(**ON)) == 3
    assert "kept: it may still be published" in logged()
    assert world.tables("staging_incoming") != []
    assert erase(context(**ON, waiting_dump=True)) == 1
    assert world.tables("staging_incoming") == []


@pytest.mark.parametrize("dag_id", ["tokyobeta_daily", "tokyobeta_roll_back"])
def test_nothing_is_looked_at_or_erased_while_a_run_is_in_progress(world: World, dag_id: str) -> None:
    before = checksums(world.target)
    for work in (show, erase):
        with pytest.raises(PublishError, match=f"A run of {dag_id} is in progress"):
            work(context(dag_id, **ON))
    assert checksums(world.target) == before


def test_a_dump_that_people_are_asked_about_is_not_erased_before_they_answer(world: World) -> None:
    killed_before_the_rename(world)
    before = checksums(world.target)
    for work in (show, erase):
        with pytest.raises(PublishError, match=r"people are asked[\s\S]*Answer \*Refuse the dump\*"):
            work(context("tokyobeta_failed_rules", **ON, waiting_dump=True))
    assert checksums(world.target) == before
    assert erase(context("tokyobeta_failed_rules", **ON)) == 3, "nothing else waits for the answer"


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"erase": True}, "names no reason"),
        ({"erase": True, "reason": "  "}, "names no reason"),
        ({"reason": "the worker died"}, "there is a reason to erase, but"),
        ({"only": [DRAFTS]}, "it is chosen what to erase, but"),
        ({"waiting_dump": True}, "the dump that waits, too\\* is on, but"),
    ],
)
def test_a_form_that_contradicts_itself_is_refused_with_the_reason(
    connections: WarehouseTarget, given: dict[str, Any], problem: str
) -> None:
    with pytest.raises(AirflowFailException, match=problem) as refused:
        show(context(**given))
    assert "\nNext: Trigger the run again" in str(refused.value)
