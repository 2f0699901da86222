"""### Erase what a dead run left behind

For a morning after a run that died (its worker was killed, the database was restarted) and that nobody clears: tables of an
unfinished restore, its sessions on the server, tables that a publish set aside, drafts of models. Readers see none of it, and the
next daily run needs or replaces it by itself; this DAG is for those who want it gone now.

1. *Trigger*; nothing needs to be filled in. The log of `show_leftovers` ends with a table of what there is. Nothing is changed.
2. *Trigger* again with *Erase what is found* and a reason. The log of `erase_leftovers` ends with what was erased; `ops.tidy_ups` has
   who, when and why.

A complete dump that waits, such as one whose quality rules failed, is only erased with a switch of its own. It works while
`tokyobeta_daily` is paused, and refuses while a daily run, a restore, a publish or a roll-back is in progress.

#### Triage

1. `show_leftovers` red, "In the form": the form contradicts itself; the message says how. Nothing was looked at.
2. `show_leftovers` red, "in progress", "is running" or "is publishing": a run is alive. Wait for it, or mark it as failed, then clear
   the task with downstream. What waits in *Required actions* counts as in progress, too.
3. `erase_leftovers` red: a query holds a table, or a build has begun meanwhile; the message says what. Clear the task: what is erased
   already is not missed, and what readers see was not touched.
4. `want_erase` green, `erase_leftovers` skipped: this run only showed what there is.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pendulum
from airflow.providers.standard.operators.python import ShortCircuitOperator
from airflow.sdk import DAG, chain

from tokyobeta.layers import Tag, common_args, staging_args
from tokyobeta.notifications.pipeline_alert import PipelineAlert
from tokyobeta.operators.erase_leftovers import EraseLeftoversOperator
from tokyobeta.operators.show_leftovers import ShowLeftoversOperator
from tokyobeta.tidy_up import tidy_up_params, wants_erase

ALIVE: dict[str, Any] = {
    "building_dag_ids": ["tokyobeta_daily", "tokyobeta_roll_back"],
    "decision_dag_id": "tokyobeta_failed_rules",
}

with DAG(
    dag_id="tokyobeta_tidy_up",
    description="Show what a dead run left behind, and erase it",
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Tokyo"),
    catchup=False,
    # Nothing runs in a paused DAG, and this one must run when a person needs it.
    is_paused_upon_creation=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=common_args(),
    params=tidy_up_params(),
    tags=[Tag.TOKYO_BETA, Tag.REPAIR],
    doc_md=__doc__,
    on_failure_callback=PipelineAlert(template="run_failed", headline="{dag} failed"),
):
    show_leftovers = ShowLeftoversOperator(task_id="show_leftovers", **ALIVE, **staging_args())
    want_erase = ShortCircuitOperator(task_id="want_erase", python_callable=wants_erase, **staging_args())
    erase_leftovers = EraseLeftoversOperator(
        task_id="erase_leftovers",
        reason="{{ params.reason or '' }}",
        decided_by="{{ dag_run.triggering_user_name or 'an unknown person' }}",
        **ALIVE,
        **staging_args(),
    )
    chain(show_leftovers, want_erase, erase_leftovers)
