"""### Fire drill: do the messages arrive?

Monthly, and after every change of people or of the alert topic. It sends one harmless message over each path by which the
pipeline calls for people: from a task, from the callback of a task, and from the callback of a run, which another process
sends. Nothing else happens.

1. *Trigger*, with a note if you like.
2. The log of `send_message` ends with who is on the topic, confirmed or not, what was sent and what follows.
3. Ask everybody on the topic: three messages with *fire drill* in the subject, within five minutes.

#### Triage

1. `send_message` red: there is no topic, nobody on it has confirmed, or SNS refused; the message says which. **No alert
   reaches anybody until it is mended.**
2. All green, and one person got no mail: is the address in the log's table, and confirmed? Else look into the spam folder.
3. Only some of the three arrived: the number in the subject says which path works; the table in the log says where to look
   for the others.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.sdk import DAG

from include.alerts.fire_drill import drill_facts, drill_headline
from tokyobeta.layers import Tag, common_args, staging_args
from tokyobeta.notifications.pipeline_alert import PipelineAlert
from tokyobeta.operators.fire_drill import FireDrillOperator
from tokyobeta.repair_params import fire_drill_params

with DAG(
    dag_id="tokyobeta_fire_drill",
    description="Send a test message over each path by which the pipeline calls for people",
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Tokyo"),
    catchup=False,
    # Nothing runs in a paused DAG, and this one must run when a person needs it.
    is_paused_upon_creation=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=common_args(),
    params=fire_drill_params(),
    tags=[Tag.TOKYO_BETA, Tag.REPAIR],
    doc_md=__doc__,
    on_success_callback=PipelineAlert(
        template="fire_drill", headline=drill_headline(3), facts=drill_facts(3)
    ),
    on_failure_callback=PipelineAlert(template="run_failed", headline="{dag} failed"),
):
    FireDrillOperator(
        task_id="send_message",
        note="{{ params.note or '' }}",
        on_success_callback=PipelineAlert(
            template="fire_drill", headline=drill_headline(2), facts=drill_facts(2)
        ),
        **staging_args(),
    )
