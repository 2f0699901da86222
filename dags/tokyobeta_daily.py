"""### Tokyo Beta, every morning

Takes the night's dump of the property-management system to the dashboards of Warburg, JRAM, Tosei and GGhouse.

| Step | What it does | What it never does |
|---|---|---|
| `wait_for_dump` | waits for `dumps/gghouse_YYYYMMDD.sql[.gz or .zst]`, by the date in the name | look at LastModified |
| `preflight` | right server, privileges, settings, space; dump complete, from the right source, not stale | change anything |
| `restore_dump` | streams the dump into `staging_incoming`, counting every row | touch `staging` |
| `plan_restore`, `restore_part` | only with `restore_workers` above 1: load tables in several tasks first | complete the restore |
| `parse_dbt_project` | loads dbt while the dump is restored, for the models | open the warehouse |
| `check_staging` | measures each quality rule and shows it with its threshold | let a failed rule pass |
| `publish_staging` | one `RENAME TABLE`: the new copy in, the old copy to `staging_backup_YYYYMMDD` | show a mixture |
| `export_snapshot`, `load_snapshots` | the day's tenants to S3; the dates that the database lacks from S3 | reload what is there |
| `enrich_nationalities` | fills missing nationalities in a cache of its own | hold the run up |
| `silver`, `gold` | dbt models with their tests, one task per model | build on a failed test |
| `load_figures` | brings published figures that the database lacks from S3 | change one |
| `gold_done` | proves that each table was built since the publish, counts gold's rows | trust the state of a task |
| `record_figures` | adds the figures of this run to `ops.published_figures` | let a closed month change |
| `refresh_spice` | one QuickSight ingestion per data set, waited for, its rows compared with gold's | start a second one beside a running one |
| `export_figures`, `archive_dump`, `drop_old_backups`, `publish_docs` | housekeeping: copies, clean up, dbt docs | fail the run |
| `record_run` | writes the run with its warnings to the ledger and publishes its metrics | hide a test that warned |

**Every task may be retried, cleared or run alone, any number of times.** Clear with "downstream" ticked. The data
decides, not the grid: no mark makes a refused dump go live.

#### Triage

1. `wait_for_dump` red: no dump by 09:00. Ask the owner of the 05:30 dump job; clear the task when it is there.
2. `preflight` red: the log lists every check with measured and expected value, and the next step for each.
3. `restore_dump` red: the log names table and row. Staging is untouched. Clear it with downstream: complete
   tables are kept.
4. `check_staging` red: the log lists every rule. The old numbers stay up while you look. When a correct dump is in S3,
   clear `preflight` with downstream. Only when the source confirms its data: choose *Publish all the same* in
   *Required actions*, where `tokyobeta_failed_rules` shows the values and asks for the reason.
5. `publish_staging` red: a long transaction holds a table; the log names it. End it, clear the task. Or a task
   before it was only marked as success: do what "Next:" says.
6. A model red: the log ends with dbt's message; failed rows are in `test_results`.
7. `record_figures` red: a closed month has another figure than was published, by the same rules. The log names it with
   both figures; SPICE still shows the old ones. Do what "Next:" says.
8. `refresh_spice` red: the log has QuickSight's own error. The tables are right, only SPICE is old.
   Skipped: the environment or the run said no; the log of `start_spice` says which.

To go back a day: trigger `tokyobeta_roll_back`. *Data health* says what readers see. People to tell are on the SNS topic.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import (
    DAG,
    TaskGroup,
    TriggerRule,
    chain,
)

from include.quicksight.data_sets import DATA_SET_IDS
from include.settings import get_settings
from tokyobeta import assets
from tokyobeta.dates import day, tokyo_schedule
from tokyobeta.layers import (
    Tag,
    common_args,
    failure_callbacks,
    helper_args,
    optional_args,
    staging_args,
    transform_args,
)
from tokyobeta.notifications.failed_rules_alert import FailedRulesAlert
from tokyobeta.notifications.pipeline_alert import PipelineAlert
from tokyobeta.operators.archive_dump import ArchiveDumpOperator
from tokyobeta.operators.ask_for_decision import AskForDecisionOperator
from tokyobeta.operators.drop_old_backups import DropOldBackupsOperator
from tokyobeta.operators.dump_arrival import DumpArrivalSensor
from tokyobeta.operators.enrich_nationalities import EnrichNationalitiesOperator
from tokyobeta.operators.figures_export import FiguresExportOperator
from tokyobeta.operators.figures_load import FiguresLoadOperator
from tokyobeta.operators.figures_record import FiguresRecordOperator
from tokyobeta.operators.gold_complete import GoldCompleteOperator
from tokyobeta.operators.mysql_dump_restore import MySqlDumpRestoreOperator
from tokyobeta.operators.plan_restore import PlanRestoreOperator
from tokyobeta.operators.preflight import PreflightOperator
from tokyobeta.operators.proven_gold import PROVEN_GOLD
from tokyobeta.operators.publish_staging import PublishStagingOperator
from tokyobeta.operators.quicksight_refresh import QuickSightRefreshOperator
from tokyobeta.operators.record_run import RecordRunOperator
from tokyobeta.operators.restore_part import RestorePartOperator
from tokyobeta.operators.spice_start import SpiceStartOperator
from tokyobeta.operators.staging_quality import StagingQualityOperator
from tokyobeta.operators.tenant_snapshot_export import TenantSnapshotExportOperator
from tokyobeta.operators.tenant_snapshot_load import TenantSnapshotLoadOperator
from tokyobeta.params import daily_params, rebuilds_history
from tokyobeta.transform import DUMP_DAY, docs_task, model_group, parse_task, seed_task

settings = get_settings()
# What preflight has passed: the object version that the whole run is about.
LOOKED_AT = "{{ ti.xcom_pull(task_ids='preflight') | tojson }}"

with DAG(
    dag_id="tokyobeta_daily",
    description="The nightly dump to the dashboards of the four organisations",
    schedule=tokyo_schedule(settings.daily_schedule),
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Tokyo"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=4),
    default_args=common_args(),
    params=daily_params(),
    user_defined_macros={"day": day, "rebuilds_history": rebuilds_history},
    tags=[Tag.TOKYO_BETA, Tag.DAILY, Tag.CRITICAL],
    doc_md=__doc__,
    on_failure_callback=PipelineAlert(template="run_failed", headline="{dag} failed for {dump_date}"),
):
    with TaskGroup("staging", prefix_group_id=False, tooltip="Dump to staging: write, audit, publish"):
        wait_for_dump = DumpArrivalSensor(
            task_id="wait_for_dump",
            poke_interval=settings.wait_for_dump_poke_seconds,
            timeout=settings.wait_for_dump_timeout_seconds,
            outlets=[assets.DUMP],
            **staging_args(timedelta(seconds=settings.wait_for_dump_timeout_seconds) + timedelta(minutes=5)),
        )

        preflight = PreflightOperator(
            task_id="preflight",
            dump_date=DUMP_DAY,
            force="{{ params.force_restore }}",
            **staging_args(),
        )
        restore_dump = MySqlDumpRestoreOperator(
            task_id="restore_dump",
            dump_date=DUMP_DAY,
            dump=LOOKED_AT,
            force="{{ params.force_restore }}",
            **staging_args(timedelta(minutes=60)),
        )
        check_staging = StagingQualityOperator(
            task_id="check_staging",
            dump_date=DUMP_DAY,
            dump=LOOKED_AT,
            waive="{{ params.waive_rules | tojson }}",
            reason="{{ params.waive_reason or '' }}",
            decided_on="{{ (dag_run.conf or {}).get('decided_on', '') }}",
            on_failure_callback=failure_callbacks(
                FailedRulesAlert(
                    asked_by="ask_for_decision",
                    template="task_failed",
                    headline="{task} failed for {dump_date} ({dag})",
                )
            ),
            **staging_args(),
        )
        ask_for_decision = AskForDecisionOperator(
            task_id="ask_for_decision",
            checked_by="check_staging",
            trigger_dag_id="tokyobeta_failed_rules",
            conf={"dump_date": DUMP_DAY},
            trigger_rule=TriggerRule.ONE_FAILED,
            on_failure_callback=failure_callbacks(
                PipelineAlert(
                    template="not_asked",
                    headline="rules failed for {dump_date}, and nobody could be asked ({dag})",
                )
            ),
            **staging_args(),
        )
        publish_staging = PublishStagingOperator(
            task_id="publish_staging",
            dump_date=DUMP_DAY,
            dump=LOOKED_AT,
            force="{{ params.force_restore }}",
            outlets=[assets.STAGING],
            **staging_args(),
        )
        chain(wait_for_dump, preflight, restore_dump, check_staging, [publish_staging, ask_for_decision])

        if settings.restore_workers > 1:
            plan_restore = PlanRestoreOperator(
                task_id="plan_restore",
                dump_date=DUMP_DAY,
                dump=LOOKED_AT,
                force="{{ params.force_restore }}",
                **helper_args(),
            )
            restore_part = RestorePartOperator.partial(
                task_id="restore_part",
                dump_date=DUMP_DAY,
                dump=LOOKED_AT,
                map_index_template="part {{ task.part['number'] }}",
                **helper_args(timedelta(minutes=60)),
            ).expand(part=plan_restore.output)
            # Whatever became of them: restore_dump does what they have not done.
            parts_done = EmptyOperator(task_id="parts_done", trigger_rule=TriggerRule.ALL_DONE)
            chain(preflight, plan_restore, restore_part, parts_done, restore_dump)

    with TaskGroup("snapshots", prefix_group_id=False, tooltip="Daily tenant snapshots: S3 and warehouse"):
        export_snapshot = TenantSnapshotExportOperator(
            task_id="export_snapshot",
            dump_date=DUMP_DAY,
            dump=LOOKED_AT,
            outlets=[assets.SNAPSHOTS],
            **staging_args(),
        )
        load_snapshots = TenantSnapshotLoadOperator(
            task_id="load_snapshots",
            dump_date=DUMP_DAY,
            dump=LOOKED_AT,
            inlets=[assets.SNAPSHOTS],
            # The very first run fills all past days.
            **staging_args(timedelta(minutes=60)),
        )
        chain(export_snapshot, load_snapshots)

    load_figures = FiguresLoadOperator(task_id="load_figures", dump_date=DUMP_DAY, **staging_args())

    with TaskGroup("enrichment", prefix_group_id=False, tooltip="Optional: never holds the run up"):
        enrich_nationalities = EnrichNationalitiesOperator(
            task_id="enrich_nationalities", **optional_args(timedelta(minutes=20))
        )
        enrichment_done = EmptyOperator(task_id="enrichment_done", trigger_rule=TriggerRule.ALL_DONE)
        chain(enrich_nationalities, enrichment_done)

    parse_dbt_project = parse_task(
        "parse_dbt_project", doc_md="Loads dbt and parses the project while the dump is restored."
    )
    seed_code_lists = seed_task("seed_code_lists", doc_md="Loads the code lists that silver joins.")
    silver = model_group("silver", tooltip="Cleaned, deduplicated, one row per thing")
    silver_done = EmptyOperator(task_id="silver_done", outlets=[assets.SILVER])
    gold = model_group("gold", tooltip="What the four organisations look at")
    gold_done = GoldCompleteOperator(
        task_id="gold_done", dump_date=DUMP_DAY, dump=LOOKED_AT, outlets=[assets.GOLD], **staging_args()
    )

    record_figures = FiguresRecordOperator(
        task_id="record_figures",
        dump_date=DUMP_DAY,
        gold=PROVEN_GOLD,
        outlets=[assets.PUBLISHED_FIGURES],
        **staging_args(),
    )

    start_spice = SpiceStartOperator(task_id="start_spice", gold=PROVEN_GOLD, **staging_args())
    refresh_spice = QuickSightRefreshOperator.partial(
        task_id="refresh_spice",
        gold=PROVEN_GOLD,
        map_index_template="{{ task.data_set_id }}",
        outlets=[assets.SPICE],
        **transform_args(timedelta(seconds=settings.quicksight_timeout_seconds) + timedelta(minutes=5)),
    ).expand(data_set_id=list(DATA_SET_IDS))

    with TaskGroup("housekeeping", prefix_group_id=False, tooltip="Failures here are warnings"):
        after_spice = {"trigger_rule": TriggerRule.NONE_FAILED}
        export_figures = FiguresExportOperator(
            task_id="export_figures", dump_date=DUMP_DAY, **optional_args(), **after_spice
        )
        archive_dump = ArchiveDumpOperator(
            task_id="archive_dump", dump_date=DUMP_DAY, **optional_args(), **after_spice
        )
        drop_old_backups = DropOldBackupsOperator(
            task_id="drop_old_backups", dump_date=DUMP_DAY, **optional_args(), **after_spice
        )
        housekeeping_done = EmptyOperator(task_id="housekeeping_done", trigger_rule=TriggerRule.ALL_DONE)
        chain([export_figures, archive_dump, drop_old_backups], housekeeping_done)

        # Nothing waits for the documentation.
        publish_docs = docs_task("publish_docs", **optional_args(), **after_spice)
        docs_done = EmptyOperator(task_id="docs_done", trigger_rule=TriggerRule.ALL_DONE)
        chain(publish_docs, docs_done)

    record_run = RecordRunOperator(
        task_id="record_run",
        dump_date=DUMP_DAY,
        dump=LOOKED_AT,
        gold_task_id="gold_done",
        spice_task_id="refresh_spice",
        optional_task_ids=[
            *(["plan_restore", "restore_part"] if settings.restore_workers > 1 else []),
            "enrich_nationalities",
            "export_figures",
            "archive_dump",
            "drop_old_backups",
        ],
        trigger_rule=TriggerRule.NONE_FAILED,
        **staging_args(),
    )

    chain(preflight, parse_dbt_project, seed_code_lists)
    # The code lists wait for the publish, not for the snapshots.
    chain(publish_staging, [export_snapshot, load_figures, enrich_nationalities, seed_code_lists])
    chain([load_snapshots, load_figures, enrichment_done, seed_code_lists], silver, gold, gold_done)
    # Gold waits for the models themselves: a task between them costs two turns of the scheduler.
    chain(silver, silver_done)
    chain(gold_done, record_figures, start_spice, refresh_spice)
    chain(refresh_spice, [export_figures, archive_dump, drop_old_backups, publish_docs])
    chain([refresh_spice, housekeeping_done], record_run)
