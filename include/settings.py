"""Every setting of the pipeline, with its default and its reason.

A setting is read from the environment variable ``TOKYOBETA_`` + its name in capitals. Credentials are not
settings: they are the Airflow connections ``warehouse`` and ``aws_default``.
"""

from __future__ import annotations

from datetime import date, time
from functools import cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_DIR = Path(__file__).resolve().parent.parent


def _release() -> str:
    """Return the commit that the package was built from; a checkout has no such file."""
    file = PROJECT_DIR / "RELEASE"
    return file.read_text(encoding="utf-8").strip() if file.is_file() else "unknown"


class Settings(BaseSettings):
    """The settings of one process; immutable."""

    model_config = SettingsConfigDict(env_prefix="TOKYOBETA_", frozen=True, extra="forbid")

    environment: str = Field(
        default="local", description="Name shown in alerts and written to the ledger: local, dev or prod."
    )
    code_version: str = Field(
        default_factory=_release,
        description="Commit of the deployed code; by default what the package says in the file RELEASE.",
    )

    # Connections: the same names in every environment.
    warehouse_conn_id: str = Field(
        default="warehouse", description="Airflow connection of the Aurora MySQL cluster."
    )
    dbt_conn_id: str = Field(
        default="warehouse",
        description=(
            "Airflow connection that dbt builds with. Production gives it a user of its own, warehouse_dbt, "
            "which may read staging but not change it."
        ),
    )
    warehouse_reader_conn_id: str | None = Field(
        default=None,
        description=(
            "Airflow connection of the endpoint that dashboards read; given, each run writes a marker "
            "and reads it back there."
        ),
    )
    aws_conn_id: str = Field(default="aws_default", description="Airflow connection for every AWS service.")

    # Where dumps and snapshots are.
    bucket: str = Field(
        default="jram-gghouse", description="S3 bucket of dumps, manifests, snapshots and the archive."
    )
    dump_prefix: str = Field(default="dumps/", description="Where the nightly dump arrives.")
    manifest_prefix: str = Field(
        default="dumps-manifest/", description="Where the dump script writes its manifest."
    )
    processed_prefix: str = Field(default="processed/", description="Where a published dump is copied to.")
    snapshot_prefix: str = Field(
        default="snapshots/tenant_status/",
        description="Where the daily tenant snapshots are kept, without an end.",
    )
    figures_prefix: str = Field(
        default="snapshots/published_figures/",
        description="Where the published figures of each run are kept, without an end.",
    )
    dbt_docs_prefix: str = Field(
        default="dbt-docs/", description="Where dbt's documentation is kept; the web UI reads it from there."
    )
    health_prefix: str = Field(
        default="health/",
        description="Where tasks put what the health pages show; the web server cannot reach the warehouse.",
    )
    dump_name: str = Field(
        default="gghouse_{day:%Y%m%d}.sql", description="Name of the dump of a day; .gz and .zst may follow."
    )
    snapshot_name: str = Field(
        default="{day:%Y%m%d}.csv", description="Name of the tenant snapshot of a day."
    )
    manifest_name: str = Field(
        default="gghouse_{day:%Y%m%d}.json", description="Name of the manifest of a day's dump."
    )
    source_database: str = Field(
        default="basis", description="The database a dump must come from; another one is refused."
    )
    manifest_required: bool = Field(
        default=False,
        description="Refuse a dump that has no manifest. Off until the dump script writes one every day.",
    )
    min_dump_bytes: int = Field(
        default=10 * 1024 * 1024,
        ge=1,
        description="A smaller stored dump is refused: the real one has 945 MB. Sample worlds set less.",
    )
    refused_source_hosts: tuple[str, ...] = Field(
        default=("localhost", "127.0.0.1", "::1"),
        description=(
            "Hosts that a dump must not come from, as a JSON list; our own warehouse is refused in any "
            "case (11 Feb 2026: the dump script fell back to it)."
        ),
    )
    dump_time_zone: str = Field(
        default="+00:00",
        pattern=r"^(?:[+-]\d{2}:\d{2}|[A-Za-z][\w+/-]*)$",
        description=(
            "Time zone in which TIMESTAMP values are written where neither the dump nor its manifest "
            "(time_zone) names one, as with mysqldump --compact: +00:00, +09:00 or a name that the server "
            "knows. Until it is set such a dump is restored in the default with a warning."
        ),
    )
    preflight_inspects_dump: bool = Field(
        default=True,
        description="Read the whole dump once before the restore: checksum, end, database, table list.",
    )
    max_source_age_hours: float = Field(
        default=36.0,
        description=(
            "Oldest acceptable MAX(updated_at) of the source at the end of the dump day; a fresh "
            "name over stale content (18 Feb 2026) is refused."
        ),
    )

    # Schemas of the warehouse.
    staging_schema: str = Field(default="staging", description="The last published dump, read by dbt.")
    incoming_schema: str = Field(
        default="staging_incoming", description="The dump being restored; nobody reads it."
    )
    backup_schema_prefix: str = Field(
        default="staging_backup_", description="What a publish replaced: this prefix and the day as YYYYMMDD."
    )
    ops_schema: str = Field(default="ops", description="The run ledger.")
    backup_days: int = Field(default=3, ge=1, description="Days for which a replaced staging copy is kept.")
    test_result_days: int = Field(
        default=30, ge=1, description="Days for which the rows that failed a test are kept; they hold names."
    )

    # Restore.
    restore_connections: int = Field(
        default=2,
        ge=1,
        le=16,
        description="Parallel loading connections; more than 2 gave nothing on 2 cores.",
    )
    restore_workers: int = Field(
        default=1,
        ge=1,
        le=16,
        description=(
            "Tasks that load the tables of a dump side by side, before restore_dump completes and checks "
            "them; with 1, restore_dump does everything. For dumps above 20 GB (ADR 0025)."
        ),
    )

    restore_tolerated_defects: tuple[str, ...] = Field(
        default=("zero_dates", "invalid_dates", "empty_enums"),
        description=(
            "Defects of the source that are restored as they are and counted per column: zero_dates "
            "(0000-00-00), invalid_dates (2023-02-31), empty_enums (the error value of an ENUM). Any other "
            "defect fails its table."
        ),
    )

    # Publish.
    decision_hours: float = Field(
        default=6.0,
        gt=0,
        description="How long a dump whose rules failed waits for a person; no answer means refused.",
    )
    publish_lock_wait_seconds: int = Field(
        default=2,
        ge=1,
        description="How long the RENAME may hold up readers before it steps back.",
    )
    publish_attempts: int = Field(
        default=30, ge=1, description="How often the RENAME is tried before the task fails."
    )

    # dbt.
    dbt_executable: str = Field(
        default=str(PROJECT_DIR / ".venv-dbt" / "bin" / "dbt"),
        description="dbt lives in its own environment: 1.7 cannot share one with Airflow.",
    )
    dbt_project_dir: Path = Field(default=PROJECT_DIR / "dbt", description="The dbt project.")
    dbt_manifest: Path = Field(
        default=PROJECT_DIR / "dbt" / "target" / "manifest.json",
        description="Built by make, shipped with the code; parsing it takes about a second.",
    )
    dbt_threads: int = Field(default=2, ge=1, description="Threads of one dbt process.")

    dbt_processes: int = Field(
        default=4,
        ge=1,
        description=(
            "dbt commands at the same time on one machine; further tasks wait for their turn. Each needs "
            "some 30 MB beside the server's 120 MB."
        ),
    )
    dbt_server_idle_seconds: float = Field(
        default=180.0,
        ge=0,
        description=(
            "How long the process that has dbt loaded waits for another model before it ends; longer than "
            "the wait between two tries. 0: each task starts dbt anew, 5 s of CPU."
        ),
    )

    total_physical_rooms: int | None = Field(
        default=None,
        gt=0,
        description=(
            "Denominator of occupancy; production agreed on 16108. Without it, the rooms that are no living "
            "rooms are counted."
        ),
    )

    # Published figures.
    closed_after_months: int = Field(
        default=12,
        ge=0,
        description=(
            "Months after its end at which a month is closed: a change of its published figures stops the "
            "run unless the rules have a new version (ADR 0016). Until then late entries and corrections of "
            "the source are normal, and are listed as restatements."
        ),
    )

    # Schedule, retries and timeouts.
    first_dump_day: date = Field(
        default=date(2025, 5, 1),
        description="Day of the oldest dump; a run of an earlier day, or of one to come, is refused at once.",
    )
    daily_schedule: str = Field(
        default="0 7 * * *",
        description=(
            "Cron expression of the daily run, in Asia/Tokyo; empty for none: a laptop gets no dump, "
            "and a run waiting for one would hold up those that a person triggers."
        ),
    )
    run_due_time: time = Field(
        default=time(8, 0),
        description="Tokyo time by which the run of a day has succeeded; after it the run is late.",
    )
    watchdog_schedule: str = Field(
        default="0 8 * * *",
        description=(
            "Cron expression of the freshness watchdog, in Asia/Tokyo; empty for none. At `run_due_time`: "
            "it decides whether the run is late."
        ),
    )
    staging_retry_delay_seconds: float = Field(
        default=300.0, ge=0, description="Between two tries of a staging task (2 retries)."
    )
    transform_retry_delay_seconds: float = Field(
        default=60.0, ge=0, description="Between two tries of a silver or gold task (3 retries)."
    )
    wait_for_dump_timeout_seconds: float = Field(
        default=7200.0, gt=0, description="How long the run waits for the dump before it alerts."
    )
    wait_for_dump_poke_seconds: float = Field(
        default=60.0, gt=0, description="Between two looks for the dump."
    )

    # QuickSight.
    spice_enabled: bool = Field(
        default=True,
        description=(
            "Refresh the SPICE data sets after gold. Their ids are the same everywhere: off where an "
            "environment has none, or it would fail, or refresh production's in the same account."
        ),
    )
    quicksight_account_id: str = Field(
        default="123456789012", description="AWS account that owns the data sets."
    )
    quicksight_poll_seconds: float = Field(
        default=5.0, gt=0, description="Between two looks at a SPICE ingestion."
    )
    quicksight_timeout_seconds: float = Field(
        default=1800.0, gt=0, description="Longest acceptable SPICE ingestion."
    )

    # Alerts.
    alert_topic_arn: str | None = Field(
        default=None, description="SNS topic of alerts; without one, alerts are only logged."
    )

    # Enrichment.
    enrichment_enabled: bool = Field(
        default=False,
        description=(
            "Ask Bedrock for nationalities that the rules leave open. Names leave the account's "
            "region only if this is on."
        ),
    )
    enrichment_model_id: str = Field(
        default="jp.anthropic.claude-haiku-4-5-20251001-v1:0",
        description=(
            "Bedrock model, or an inference profile that stays in Japan (jp.): Tokyo and Osaka. Give the "
            "execution role the right on it (infra/modules/mwaa, enrichment_model_id)."
        ),
    )
    enrichment_region: str = Field(default="ap-northeast-1", description="Personal data stays in Japan.")
    enrichment_names_per_request: int = Field(
        default=20,
        ge=1,
        le=50,
        description="Names in one question to the model; 1 keeps what a name says from other names' answers.",
    )
    enrichment_daily_budget_usd: float = Field(
        default=0.5,
        ge=0,
        description="Most that the model may cost in one day of Japan, over all runs, in USD.",
    )
    enrichment_input_usd: float = Field(
        default=1.0,
        gt=0,
        description="Price of a million input tokens of the model, in USD (Bedrock's price list).",
    )
    enrichment_output_usd: float = Field(
        default=5.0,
        gt=0,
        description="Price of a million output tokens of the model, in USD (Bedrock's price list).",
    )


@cache
def get_settings() -> Settings:
    """Return the settings of this process, read once from its environment.

    :raises pydantic.ValidationError: naming each variable that has an unacceptable value.
    """
    return Settings()
