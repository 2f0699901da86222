"""### Decide on a dump whose quality rules failed

`tokyobeta_daily` starts it when `check_staging` is red. Nobody needs to trigger it, and no rule name is typed.

1. The message says that a decision waits, with a link. Or open *Required actions* (in the navigation, or in `decide`).
2. It shows each failed rule with its value and its threshold. Ask the source whether its data is right.
3. *Refuse the dump*: readers keep the numbers that they see. When a correct dump is in S3, clear `preflight` of the daily run
   with downstream. *Publish all the same*, with a reason: a run of `tokyobeta_daily` publishes it; the rules count as waived,
   and who, when and why is in the ledger and in *Data health*.
4. No answer within the time means refused.

#### Triage

1. `show_failed_rules` skipped: nothing waits for a decision; `check_staging` failed before the rules were measured.
2. `want_publish` red: there was no reason. Clear `decide` with downstream and answer again.
3. `publish_all_the_same` green, and nothing happens: is `tokyobeta_daily` paused?
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.providers.standard.operators.python import ShortCircuitOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, Param, chain

from include.settings import get_settings
from tokyobeta.dates import day
from tokyobeta.decision import PUBLISH, REFUSE, publishes, run_conf
from tokyobeta.layers import Tag, common_args, staging_args
from tokyobeta.notifications.pipeline_alert import PipelineAlert
from tokyobeta.operators.failed_rules import FailedRulesOperator
from tokyobeta.params import decision_params
from tokyobeta.transform import DUMP_DAY

settings = get_settings()
# The parameters of the run that publishes, from the failed rules and the answer.
RUN_CONF = (
    "{{ run_conf(day(dag_run, params).isoformat(), ti.xcom_pull(task_ids='show_failed_rules'),"
    " ti.xcom_pull(task_ids='decide')) }}"
)

with DAG(
    dag_id="tokyobeta_failed_rules",
    description="A person decides on a dump whose quality rules failed: refuse it, or publish it all the same",
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Tokyo"),
    catchup=False,
    # Nothing runs in a paused DAG, and a decision must not wait for somebody to notice that.
    is_paused_upon_creation=False,
    # A question that is not answered yet must not hold back the next one: its message is the only one.
    max_active_runs=8,
    dagrun_timeout=timedelta(hours=24),
    default_args=common_args(),
    params=decision_params(),
    user_defined_macros={"day": day, "run_conf": run_conf},
    tags=[Tag.TOKYO_BETA, Tag.REPAIR],
    doc_md=__doc__,
    on_failure_callback=PipelineAlert(template="run_failed", headline="{dag} failed for {dump_date}"),
):
    show_failed_rules = FailedRulesOperator(task_id="show_failed_rules", dump_date=DUMP_DAY, **staging_args())
    decide = HITLOperator(
        task_id="decide",
        subject=f"The dump of {DUMP_DAY} failed quality rules: refuse it, or publish it all the same?",
        body="{{ ti.xcom_pull(task_ids='show_failed_rules')['text'] }}",
        options=[REFUSE, PUBLISH],
        defaults=REFUSE,
        params={
            "reason": Param("", type="string", title="Reason", description="Why; it stands in the ledger.")
        },
        response_timeout=timedelta(hours=settings.decision_hours),
        notifiers=[
            PipelineAlert(template="decision", headline="decide on the dump of {dump_date}: rules failed")
        ],
        **staging_args(),
    )
    want_publish = ShortCircuitOperator(
        task_id="want_publish",
        python_callable=lambda ti: publishes(ti.xcom_pull(task_ids="decide")),
        **staging_args(),
    )
    publish_all_the_same = TriggerDagRunOperator(
        task_id="publish_all_the_same",
        trigger_dag_id="tokyobeta_daily",
        conf=RUN_CONF,  # type: ignore[arg-type]  # a template that renders to JSON
        **staging_args(),
    )
    chain(show_failed_rules, decide, want_publish, publish_all_the_same)
