"""### Go back to the dump of an earlier day

For the morning on which a published dump turns out to be wrong. Readers see the copy of the earlier day again within
seconds; then silver and gold are built from it and SPICE is refreshed. No shell is needed, and `tokyobeta_daily` may be
paused.

1. *Trigger*; nothing needs to be filled in. `show_plan` lists the copies that there are, and the run waits.
2. *Required actions*: choose the day, all tables or one, and give a reason. `go_back` starts a second run, which does it:
   `roll_back` takes seconds, the rest as long as in a nightly run. No answer within an hour: nothing
   changes, and the log of `want_run` says so. Until then a second roll-back waits.
3. To undo it: the same with the day that readers saw before.

Who knows what there is switches *Show what there is, then ask* off and gives day and reason in the form.

The next run of `tokyobeta_daily` publishes the dump of its own day as always. Only if that one is wrong too, pause it.

#### Triage

1. `show_plan` red: there is no copy of that day (the message names those there are), or a daily run is in progress: both
   would build the same tables. Wait for it, then clear `show_plan` with downstream.
2. `roll_back` red: a query holds a table; the message names the connection. End it, clear the task with downstream.
   Readers see what they saw before.
3. A model or `refresh_spice` red: as in `tokyobeta_daily`. Readers of gold see the tables from before until then.
4. `want_roll_back` green, the rest skipped: this run only asked; the one that `go_back` started does it. `choose_day` and
   `go_back` skipped: the form named day and reason.
5. `want_run` red: there was no reason. Clear `choose_day` with downstream and answer again.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.providers.standard.operators.python import ShortCircuitOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, TriggerRule, chain

from include.quicksight.data_sets import DATA_SET_IDS
from include.settings import get_settings
from tokyobeta import assets
from tokyobeta.dates import day
from tokyobeta.layers import Tag, common_args, staging_args, transform_args
from tokyobeta.notifications.pipeline_alert import PipelineAlert
from tokyobeta.operators.choose_day import ChooseDayOperator
from tokyobeta.operators.gold_complete import GoldCompleteOperator
from tokyobeta.operators.proven_gold import PROVEN_GOLD
from tokyobeta.operators.quicksight_refresh import QuickSightRefreshOperator
from tokyobeta.operators.record_run import RecordRunOperator
from tokyobeta.operators.roll_back import RollBackOperator
from tokyobeta.operators.roll_back_plan import RollBackPlanOperator
from tokyobeta.operators.spice_start import SpiceStartOperator
from tokyobeta.params import rebuilds_history
from tokyobeta.roll_back import (
    QUESTION_TIME,
    chosen,
    goes_back,
    question_params,
    roll_back_params,
    run_conf,
)
from tokyobeta.transform import DUMP_DAY, model_group, seed_task

settings = get_settings()
# What readers see since the roll-back: with one table alone, still the published day.
SEEN_DAY = "{{ ti.xcom_pull(task_ids='roll_back')['dump_date'] }}"

with DAG(
    dag_id="tokyobeta_roll_back",
    description="Let readers see the dump of an earlier day again, with everything that follows from it",
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Tokyo"),
    catchup=False,
    # Nothing runs in a paused DAG, and this one must run when a person needs it.
    is_paused_upon_creation=False,
    max_active_runs=1,
    # As long as a question may wait, a build, and repairs in between.
    dagrun_timeout=QUESTION_TIME + timedelta(hours=7),
    default_args=common_args(),
    params=roll_back_params(),
    user_defined_macros={"day": day, "rebuilds_history": rebuilds_history, "run_conf": run_conf},
    tags=[Tag.TOKYO_BETA, Tag.REPAIR],
    doc_md=__doc__,
    on_failure_callback=PipelineAlert(template="run_failed", headline="{dag} failed for {dump_date}"),
):
    show_plan = RollBackPlanOperator(
        task_id="show_plan",
        dump_date="{{ params.dump_date or '' }}",
        daily_dag_id="tokyobeta_daily",
        **staging_args(),
    )
    choose_day = ChooseDayOperator(
        task_id="choose_day",
        asks="{{ params.dry_run }}",
        days="{{ ti.xcom_pull(task_ids='show_plan')['days'] | tojson }}",
        subject="Which dump shall readers see: go back to a day, or change nothing? (No answer in an hour: nothing.)",
        body="{{ ti.xcom_pull(task_ids='show_plan')['question'] }}",
        params=question_params(),
        response_timeout=QUESTION_TIME,
        **staging_args(),
    )
    want_run = ShortCircuitOperator(
        task_id="want_run",
        python_callable=lambda ti: chosen(ti.xcom_pull(task_ids="choose_day")),
        **staging_args(),
    )
    go_back = TriggerDagRunOperator(
        task_id="go_back",
        trigger_dag_id="tokyobeta_roll_back",
        conf="{{ run_conf(ti.xcom_pull(task_ids='choose_day')) }}",  # type: ignore[arg-type]  # a template of JSON, which the operator reads
        **staging_args(),
    )
    want_roll_back = ShortCircuitOperator(
        task_id="want_roll_back", python_callable=goes_back, **staging_args()
    )
    roll_back = RollBackOperator(
        task_id="roll_back",
        dump_date=DUMP_DAY,
        table="{{ params.table }}",
        reason="{{ params.reason }}",
        decided_by="{{ dag_run.conf.get('decided_by') or dag_run.triggering_user_name or 'an unknown person' }}",
        outlets=[assets.STAGING],
        **staging_args(),
    )
    seed_code_lists = seed_task(
        "seed_code_lists", dump_day=SEEN_DAY, doc_md="Loads the code lists that silver joins."
    )
    silver = model_group("silver", dump_day=SEEN_DAY, tooltip="Cleaned, deduplicated, one row per thing")
    gold = model_group("gold", dump_day=SEEN_DAY, tooltip="What the four organisations look at")
    gold_done = GoldCompleteOperator(
        task_id="gold_done", dump_date=SEEN_DAY, outlets=[assets.SILVER, assets.GOLD], **staging_args()
    )
    start_spice = SpiceStartOperator(task_id="start_spice", gold=PROVEN_GOLD, **staging_args())
    refresh_spice = QuickSightRefreshOperator.partial(
        task_id="refresh_spice",
        gold=PROVEN_GOLD,
        map_index_template="{{ task.data_set_id }}",
        outlets=[assets.SPICE],
        **transform_args(timedelta(seconds=settings.quicksight_timeout_seconds) + timedelta(minutes=5)),
    ).expand(data_set_id=list(DATA_SET_IDS))
    record_run = RecordRunOperator(
        task_id="record_run",
        dump_date=SEEN_DAY,
        gold_task_id="gold_done",
        spice_task_id="refresh_spice",
        optional_task_ids=[],
        trigger_rule=TriggerRule.NONE_FAILED,
        **staging_args(),
    )
    chain(show_plan, choose_day, want_run, go_back)
    chain(show_plan, want_roll_back, roll_back, seed_code_lists, silver, gold, gold_done)
    chain(gold_done, start_spice, refresh_spice, record_run)
