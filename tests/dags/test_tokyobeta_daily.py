"""The daily DAG: order, retries per layer, parameters, and what may not hold the run up."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta

import pytest
from airflow._shared.timezones.timezone import parse
from airflow.sdk import TriggerRule
from airflow.serialization.serialized_objects import DagSerialization

from tests.dags.conftest import ROOT
from tokyobeta.dates import run_dump_date

ORDER = [
    "wait_for_dump",
    "preflight",
    "restore_dump",
    "check_staging",
    "publish_staging",
    "export_snapshot",
    "load_snapshots",
    "silver.int_contracts_model_build",
    "gold_done",
    "record_figures",
    "refresh_spice",
    "record_run",
]


def upstream(dag, task_id: str) -> set[str]:
    return {task.task_id for task in dag.get_task(task_id).get_flat_relatives(upstream=True)}


def test_the_steps_follow_the_write_audit_publish_order(daily):
    for before, after in itertools.pairwise(ORDER):
        assert before in upstream(daily, after), f"{before} -> {after}"


def test_nothing_is_published_before_it_was_checked(daily):
    assert daily.get_task("publish_staging").upstream_task_ids == {"check_staging"}


def test_silver_is_complete_before_gold_begins(daily):
    silver, gold = (
        {task.task_id for task in daily.tasks if task.task_id.startswith(f"{layer}.")}
        for layer in ("silver", "gold")
    )
    assert len(silver) >= 20
    assert len(gold) >= 30
    for task in gold:
        assert silver <= upstream(daily, task), task
    assert silver <= upstream(daily, "silver_done")


@pytest.mark.parametrize(
    ("prefix", "retries"), [("silver.", 3), ("gold.", 3), ("restore_dump", 2), ("check_staging", 2)]
)
def test_retries_per_layer_are_those_of_the_operations_plan(daily, prefix: str, retries: int):
    chosen = [task for task in daily.tasks if task.task_id.startswith(prefix)]
    assert chosen
    assert {task.retries for task in chosen} == {retries}


def test_production_retry_delays_are_five_minutes_and_one_minute():
    from include.settings import Settings

    fields = Settings.model_fields
    assert fields["staging_retry_delay_seconds"].default == timedelta(minutes=5).total_seconds()
    assert fields["transform_retry_delay_seconds"].default == timedelta(minutes=1).total_seconds()


def test_a_failed_enrichment_or_archive_never_blocks_the_numbers_incident_16(daily):
    assert daily.get_task("enrichment_done").trigger_rule == TriggerRule.ALL_DONE
    assert daily.get_task("housekeeping_done").trigger_rule == TriggerRule.ALL_DONE
    models = [task for task in daily.tasks if task.task_id.startswith("silver.")]
    assert not any("enrich_nationalities" in model.upstream_task_ids for model in models)
    assert {"refresh_spice", "housekeeping_done"} == daily.get_task("record_run").upstream_task_ids


def test_figures_are_back_before_gold_compares_with_them_and_recorded_before_a_board_shows_them(daily):
    assert "load_figures" in upstream(daily, "silver.stg_published_figures_model_build")
    assert "record_figures" in upstream(daily, "start_spice")
    assert "export_figures" not in upstream(daily, "refresh_spice")


def test_the_trigger_form_explains_every_parameter(daily):
    assert set(daily.params) == {
        "dump_date",
        "force_restore",
        "full_refresh",
        "rebuild_confirmation",
        "skip_spice",
        "waive_rules",
        "waive_reason",
    }
    for name in daily.params:
        schema = daily.params.get_param(name).schema
        assert schema["title"], name
        assert len(schema["description_md"]) > 20, name


def test_it_runs_at_seven_in_tokyo(daily):
    assert daily.timetable.expression == "0 7 * * *"
    assert str(daily.timetable.timezone) == "Asia/Tokyo"


def test_waiting_for_the_dump_occupies_no_worker_and_ends_with_an_alert(daily):
    task = daily.get_task("wait_for_dump")
    assert task.deferrable
    assert task.timeout == 7200
    assert task.retries >= 1
    assert not task.soft_fail


def test_the_assets_go_from_the_dump_to_the_data_sets(daily):
    outlets = [asset.name for task in daily.tasks for asset in task.outlets if hasattr(asset, "name")]
    assert {
        "gghouse_dump",
        "warehouse_staging",
        "tenant_snapshots",
        "warehouse_silver",
        "warehouse_gold",
        "spice_data_sets",
    } <= set(outlets)


def test_the_tests_of_the_code_lists_run_with_their_load_and_before_any_model(daily):
    """``dbt seed`` runs no test: a list that is wrong went straight into the models."""
    assert "publish_staging" in upstream(daily, "seed_code_lists")
    task = daily.get_task("seed_code_lists")
    command = task.build_cmd(context={}, cmd_flags=task.add_cmd_flags())[0]
    assert "build" in command
    assert command[command.index("--select") + 1] == "resource_type:seed"
    models = [task for task in daily.tasks if task.task_id.startswith(("silver.", "gold."))]
    assert len(models) > 20
    for model in models:
        assert "seed_code_lists" in upstream(daily, model.task_id), model.task_id


def test_dbt_is_loaded_while_the_dump_is_restored(daily):
    """Loading dbt after the publish kept the first model waiting for ten seconds."""
    task = daily.get_task("parse_dbt_project")
    assert task.upstream_task_ids == {"preflight"}
    assert "seed_code_lists" in task.downstream_task_ids
    model = daily.get_task("gold.occupancy_daily_model_build")

    command, its_command = (each.build_cmd(context={}, cmd_flags=[])[0] for each in (task, model))
    assert "parse" in command
    # What a parsed project depends on, so that the model's own command finds it (DbtServer).
    assert command[command.index("--vars") + 1] == its_command[its_command.index("--vars") + 1]
    assert task.profile_config.target_name == model.profile_config.target_name


def test_rebuilding_history_is_for_models_and_never_for_the_code_lists(daily):
    """A full refresh of seeds would drop tables that dashboards read, for rows that are the same."""
    models = [task for task in daily.tasks if task.task_id.startswith(("silver.", "gold."))]
    assert {task.full_refresh for task in models} == {"{{ rebuilds_history(params) }}"}
    assert daily.get_task("seed_code_lists").full_refresh is False


def backfilled(daily, first: str, last: str) -> list[str]:
    """The dump dates of the runs that a backfill of this range makes, by the DAG's own timetable."""
    dag = DagSerialization.from_dict(DagSerialization.to_dict(daily))
    infos = dag.iter_dagrun_infos_between(parse(first), parse(last))
    return [f"{run_dump_date({'logical_date': info.logical_date})}" for info in infos]


def test_the_range_that_the_documentation_gives_for_a_backfill_builds_the_days_it_names(daily):
    """A bare date is midnight in UTC: the 10th of "10 to 12 February" was missing."""
    text = (ROOT / "docs" / "runbooks" / "daily-operation.md").read_text(encoding="utf-8")
    found = re.search(r"--from-date (\S+) --to-date (\S+?)`", text)
    assert found
    assert found[1] in daily.params.get_param("dump_date").schema["description_md"]
    assert backfilled(daily, found[1], found[2]) == ["2026-02-10", "2026-02-11", "2026-02-12"]
    assert backfilled(daily, "2026-02-10", "2026-02-12") == ["2026-02-11", "2026-02-12"]


def test_the_tasks_that_end_a_run_or_stop_it_lead_to_the_day_in_data_health(daily):
    for task_id in ("check_staging", "record_run"):
        task = daily.get_task(task_id)
        [link] = task.operator_extra_links
        assert link.name == "Data health of the day"
        task.dump_date = "2026-02-10"
        assert link.get_link(task, ti_key=None).endswith("/tokyobeta/days/2026-02-10")


def test_no_deadline_alert_which_breaks_clearing_in_airflow_3_3_1(dag_bag):
    """apache/airflow 70368: HTTP 500 on clear; 72471: silent after the DAG's second version."""
    assert {dag.deadline for dag in dag_bag.dags.values()} == {None}
