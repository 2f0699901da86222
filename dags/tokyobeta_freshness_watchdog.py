"""### Is the run late, and is what people see fresh?

Every morning at eight, whatever happened before: has the run of the day succeeded, and how old are the published dump,
the newest changes of movings and tenants, the newest tenant snapshot and gold? Late, stale or not measurable: an
alert goes out. The measurements are in `ops.freshness` and in CloudWatch (`TokyoBeta/Pipeline`): `RunLate` is 1 from
here until `record_run` of a run that makes up for it; `WatchdogRan` says that somebody looked.

It exists because a run that never starts sends no failure: once, tables were ten days old before anybody noticed.

#### Triage

1. *had no complete run by 08:00*: open the run of the day. `wait_for_dump` still waiting: call the owner of the 05:30
   dump job. Another task running: its log shows how far it is. Red: a message about that task was sent before.
2. *published dump* stale: open `tokyobeta_daily`. No run today: is the DAG paused, is the scheduler alive? A red
   run: clear it from the first red task.
3. *movings* or *tenants* stale although the dump is new: the source itself stands still. Tell the owner of the
   vendor's sync; nothing here can mend it.
4. *tenant snapshot* or *gold* stale alone: clear `export_snapshot` or the red model of the last run, with downstream.
5. *could not be measured*: the warehouse or its ledger is not reachable; the log has the server's answer.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.sdk import DAG

from include.settings import get_settings
from tokyobeta.dates import tokyo_schedule
from tokyobeta.layers import Tag, common_args, failure_callbacks, staging_args
from tokyobeta.notifications.pipeline_alert import PipelineAlert
from tokyobeta.operators.freshness_check import FreshnessCheckOperator

settings = get_settings()

with DAG(
    dag_id="tokyobeta_freshness_watchdog",
    description="Notices that nothing happened: stale data, a missing run, a checker that cannot check",
    schedule=tokyo_schedule(settings.watchdog_schedule),
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Tokyo"),
    catchup=False,
    # It watches from the first deployment: nobody would notice the silence of a watchdog that waits to be unpaused.
    is_paused_upon_creation=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=common_args(),
    tags=[Tag.TOKYO_BETA, Tag.MONITORING],
    doc_md=__doc__,
    on_failure_callback=PipelineAlert(template="run_failed", headline="{dag} failed"),
):
    FreshnessCheckOperator(
        task_id="check_freshness",
        **{
            **staging_args(),
            "retries": 1,
            "on_failure_callback": failure_callbacks(
                PipelineAlert(template="not_fresh", headline="the data is not fresh")
            ),
        },
    )
