"""### Send gold to the dashboards again

For a morning on which gold is right and a dashboard is old: an ingestion failed, was cancelled, or the daily limit of
QuickSight was reached. It starts one ingestion for each chosen data set, waits for it and compares its rows with gold's.

1. *Trigger*. All data sets are sent, unless you choose some.
2. The log of `report` ends with the rows of each.

It works while `tokyobeta_daily` is paused, and refuses while one of its runs is in progress: that one refreshes SPICE itself.

#### Triage

1. `show_plan` red: a daily run is in progress, nothing is published, or this environment has SPICE switched off.
2. `gold_done` red: gold is not complete; the message says what to clear. SPICE shows what it showed before.
3. `refresh_spice` red: the log has QuickSight's own error and what to do about it. The other data sets are done.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.sdk import DAG, chain

from include.settings import get_settings
from tokyobeta import assets
from tokyobeta.layers import Tag, common_args, staging_args, transform_args
from tokyobeta.notifications.pipeline_alert import PipelineAlert
from tokyobeta.operators.gold_complete import GoldCompleteOperator
from tokyobeta.operators.proven_gold import PROVEN_GOLD
from tokyobeta.operators.quicksight_refresh import QuickSightRefreshOperator
from tokyobeta.operators.spice_plan import SpicePlanOperator
from tokyobeta.operators.spice_report import SpiceReportOperator
from tokyobeta.repair_params import send_spice_params

settings = get_settings()
PUBLISHED_DAY = "{{ ti.xcom_pull(task_ids='show_plan', key='dump_date') }}"

with DAG(
    dag_id="tokyobeta_send_spice",
    description="Refresh the dashboards from gold again, all data sets or some",
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Tokyo"),
    catchup=False,
    # Nothing runs in a paused DAG, and this one must run when a person needs it.
    is_paused_upon_creation=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=2),
    default_args=common_args(),
    params=send_spice_params(),
    tags=[Tag.TOKYO_BETA, Tag.REPAIR],
    doc_md=__doc__,
    on_failure_callback=PipelineAlert(template="run_failed", headline="{dag} failed"),
):
    show_plan = SpicePlanOperator(task_id="show_plan", daily_dag_id="tokyobeta_daily", **staging_args())
    gold_done = GoldCompleteOperator(task_id="gold_done", dump_date=PUBLISHED_DAY, **staging_args())
    refresh_spice = QuickSightRefreshOperator.partial(
        task_id="refresh_spice",
        gold=PROVEN_GOLD,
        map_index_template="{{ task.data_set_id }}",
        outlets=[assets.SPICE],
        **transform_args(timedelta(seconds=settings.quicksight_timeout_seconds) + timedelta(minutes=5)),
    ).expand(data_set_id=show_plan.output)
    report = SpiceReportOperator(
        task_id="report", spice_task_id="refresh_spice", dump_date=PUBLISHED_DAY, **staging_args()
    )
    chain(show_plan, gold_done, refresh_spice, report)
