"""The DAGs of the repair forms: each has its one step, and a form whose defaults run."""

from __future__ import annotations

from typing import Any

import pytest
from airflow.sdk.exceptions import ParamValidationError

REPAIRS = (
    "tokyobeta_reload_snapshot",
    "tokyobeta_send_spice",
    "tokyobeta_fire_drill",
    "tokyobeta_roll_back",
    "tokyobeta_tidy_up",
)


def test_a_repair_waits_for_a_person_and_is_never_paused(dag_bag: Any):
    for dag_id in REPAIRS:
        dag = dag_bag.dags[dag_id]
        assert not dag.timetable.can_be_scheduled, dag_id
        assert dag.is_paused_upon_creation is False, dag_id
        for name in dag.params:
            schema = dag.params.get_param(name).schema
            assert schema["title"], name
            assert len(schema["description_md"]) > 20, name


def test_no_form_lays_boxes_of_code_over_the_lines_beside_them(dag_bag: Any):
    """Airflow 3.3.1 does at 390 pixels."""
    for dag in dag_bag.dags.values():
        for name in dag.params:
            schema = dag.params.get_param(name).schema
            assert "`" not in schema.get("description_md", ""), (dag.dag_id, name)


def test_all_data_sets_are_sent_unless_some_are_chosen(dag_bag: Any):
    data_sets = dag_bag.dags["tokyobeta_send_spice"].params.get_param("data_sets")
    assert data_sets.resolve() is None
    assert data_sets.resolve(["tokyobeta-rooms"]) == ["tokyobeta-rooms"]
    for wrong in (["tokyobeta-room"], ["tokyobeta-rooms"] * 2):
        with pytest.raises(ParamValidationError):
            data_sets.resolve(wrong)


def test_nothing_is_sent_to_spice_before_gold_is_proven_complete(dag_bag: Any):
    dag = dag_bag.dags["tokyobeta_send_spice"]
    assert dag.get_task("refresh_spice").upstream_task_ids == {"show_plan", "gold_done"}
    assert dag.get_task("report").upstream_task_ids == {"refresh_spice"}


def test_nothing_is_erased_before_it_was_shown_and_wanted(dag_bag: Any):
    dag = dag_bag.dags["tokyobeta_tidy_up"]
    assert dag.get_task("want_erase").upstream_task_ids == {"show_leftovers"}
    assert dag.get_task("erase_leftovers").upstream_task_ids == {"want_erase"}
    defaults = {name: dag.params.get_param(name).resolve() for name in dag.params}
    assert defaults == {"erase": False, "only": None, "reason": None, "waiting_dump": False}


def test_the_form_of_a_tidy_up_takes_what_there_is_to_erase_and_nothing_else(dag_bag: Any):
    params = dag_bag.dags["tokyobeta_tidy_up"].params
    assert params.get_param("only").resolve(["drafts of models"]) == ["drafts of models"]
    with pytest.raises(ParamValidationError):
        params.get_param("only").resolve(["staging"])
    with pytest.raises(ParamValidationError):
        params.get_param("reason").resolve("x" * 501)


def test_a_tidy_up_knows_every_dag_that_restores_publishes_or_builds(dag_bag: Any):
    """A new DAG with models must be named there: its drafts would be taken for those of a dead run."""
    building = {
        dag_id for dag_id, dag in dag_bag.dags.items() if any("silver." in task.task_id for task in dag.tasks)
    }
    dag = dag_bag.dags["tokyobeta_tidy_up"]
    for task_id in ("show_leftovers", "erase_leftovers"):
        task = dag.get_task(task_id)
        assert set(task.building_dag_ids) == building
        assert task.decision_dag_id in dag_bag.dags
