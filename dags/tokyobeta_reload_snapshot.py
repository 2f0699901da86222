"""### Load the tenant snapshot of a day again

For a day of the tenant history that is wrong in the warehouse: its file in S3 was put right, or rows were lost. The day is
replaced in one transaction; a file that is missing or unusable changes nothing.

1. Put the right file under `snapshots/tenant_status/` if the one there is wrong.
2. *Trigger* with the day. The log of `reload_snapshot` ends with the rows before and now.
3. Silver, gold and the dashboards show the day after the next run; the log says what to clear to see it today.

#### Triage

1. `reload_snapshot` red, "There is no snapshot": no file of that day, or a wrong name. The message has the key.
2. `reload_snapshot` red, "is unusable": the message says what is wrong with the file. The day is as it was.
3. `reload_snapshot` red, "Another session is loading": the daily run does. Clear the task a minute later.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.sdk import DAG

from tokyobeta.dates import day
from tokyobeta.layers import Tag, common_args, staging_args
from tokyobeta.notifications.pipeline_alert import PipelineAlert
from tokyobeta.operators.tenant_snapshot_reload import TenantSnapshotReloadOperator
from tokyobeta.repair_params import reload_snapshot_params
from tokyobeta.transform import DUMP_DAY

with DAG(
    dag_id="tokyobeta_reload_snapshot",
    description="Load the tenant snapshot of one day again, from its file in S3",
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Tokyo"),
    catchup=False,
    # Nothing runs in a paused DAG, and this one must run when a person needs it.
    is_paused_upon_creation=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=common_args(),
    params=reload_snapshot_params(),
    user_defined_macros={"day": day},
    tags=[Tag.TOKYO_BETA, Tag.REPAIR],
    doc_md=__doc__,
    on_failure_callback=PipelineAlert(template="run_failed", headline="{dag} failed for {dump_date}"),
):
    TenantSnapshotReloadOperator(
        task_id="reload_snapshot", dump_date=DUMP_DAY, daily_dag_id="tokyobeta_daily", **staging_args()
    )
