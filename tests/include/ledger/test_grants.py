"""The rights of the deployed users are enough for every step, and for nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pymysql
import pytest

from include.dump.errors import RestoreTableError
from include.dump.restore.restore import restore_dump
from include.dump.source.local_file import LocalFileSource
from include.ledger.ledger import Ledger
from include.ledger.schemas import ensure_schemas, layer_rows, stray_schemas
from include.mysql.target import WarehouseTarget
from include.published_figures.record import record_figures
from include.settings import PROJECT_DIR, Settings
from include.snapshots.export import export_snapshot
from include.snapshots.snapshot_loader import SnapshotLoader
from include.staging.preflight.preflight import Preflight
from include.staging.publish.publisher import Publisher
from include.staging.retention.backups import drop_old_backups, list_backups
from tests.include.dump.contents import compact
from tests.include.published_figures.conftest import FiguresWarehouse
from tests.include.staging.preflight.arrival import BUCKET, Arrival
from tests.include.world import DAY_9, DAY_10, SMALL_MODELS, World

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = [pytest.mark.mysql, pytest.mark.aws]
GRANTS = PROJECT_DIR / "infra" / "modules" / "aurora" / "sql" / "grants.sql"
USERS = ("tokyobeta_loader", "tokyobeta_dbt", "tokyobeta_quicksight", "tokyobeta_reader")
PASSWORD = "grants-test-password"


@pytest.fixture
def users(empty_mysql: WarehouseTarget) -> Iterator[dict[str, WarehouseTarget]]:
    """Make the schemas as root, then the users with exactly the rights of the deployment."""
    ensure_schemas(empty_mysql, Settings())
    Ledger(empty_mysql).ensure()
    lines = [line for line in GRANTS.read_text(encoding="utf-8").splitlines() if not line.startswith("--")]
    with empty_mysql.connect() as connection, connection.cursor() as cursor:
        for name in USERS:
            cursor.execute(f"DROP USER IF EXISTS {name}")
            cursor.execute(f"CREATE USER {name} IDENTIFIED BY '{PASSWORD}'")
        for statement in filter(str.strip, "\n".join(lines).split(";\n")):
            cursor.execute(statement)
        yield {name: replace(empty_mysql, user=name, password=PASSWORD) for name in USERS}
        for name in USERS:
            cursor.execute(f"DROP USER {name}")


def tenants(world: World) -> None:
    world.execute(
        "ALTER TABLE staging_incoming.tenants ADD status INT NOT NULL DEFAULT 9, "
        "ADD contract_type INT NOT NULL DEFAULT 1, ADD full_name VARCHAR(191)"
    )


def test_the_loading_user_can_do_every_step(users: dict[str, WarehouseTarget], empty_aws: str) -> None:
    s3: S3Client = boto3.client("s3", endpoint_url=empty_aws)
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    world = World(users["tokyobeta_loader"], Settings(min_dump_bytes=1_000, dbt_project_dir=SMALL_MODELS))
    Arrival(s3).put(DAY_9)
    preflight = Preflight(world.target, s3, world.ledger, world.settings, reader=users["tokyobeta_reader"])
    preflight.run(DAY_9, run_id="run").require()
    publisher = Publisher(world.target, world.ledger, world.settings)
    for day in (DAY_9, DAY_10):
        world.restore(day)
        tenants(world)
        world.execute(
            "CREATE TRIGGER staging_incoming.t BEFORE INSERT ON staging_incoming.movings "
            "FOR EACH ROW SET @x = 1"
        )
        result = publisher.publish(day, run_id="run", code_version="abc")
        assert result.dropped_triggers == ("staging_incoming.t",)
        export_snapshot(world.target, s3, world.settings, day)
        SnapshotLoader(world.target, s3, world.ledger, world.settings).load(day, run_id="run")
    assert publisher.roll_back(DAY_9, run_id="a person", code_version="abc").changed
    drop_old_backups(world.target, world.settings, today=DAY_10)
    assert [backup.day for backup in list_backups(world.target, world.settings)] == [DAY_10]
    assert layer_rows(world.target) == {"silver": {}, "gold": {}}
    assert stray_schemas(world.target, world.settings) == []


def test_the_loading_user_tries_true_tables_before_the_incoming_schema_is_touched(
    users: dict[str, WarehouseTarget], empty_mysql: WarehouseTarget, tmp_path: Path
) -> None:
    parts = "PARTITION BY RANGE (`id`) (PARTITION p0 VALUES LESS THAN (2))"
    path = tmp_path / "dump.sql"
    path.write_bytes(
        compact(f"CREATE TABLE `t` (`id` int NOT NULL)\n/*!50100 {parts} */", "INSERT INTO `t` VALUES (2)")
    )
    with pytest.raises(RestoreTableError, match=r"no partition for the row.*\n.*Nothing was touched"):
        restore_dump(LocalFileSource(path), users["tokyobeta_loader"], "staging_incoming")
    assert stray_schemas(empty_mysql, Settings()) == []


def test_the_loading_user_records_published_figures_and_dbt_reads_them(
    users: dict[str, WarehouseTarget], empty_mysql: WarehouseTarget
) -> None:
    gold = FiguresWarehouse(empty_mysql)
    gold.show(DAY_10, {"2026-01": 30})
    assert record_figures(users["tokyobeta_loader"], Settings(), DAY_10, "run") == 2
    with users["tokyobeta_dbt"].connect() as connection, connection.cursor() as cursor:
        assert cursor.execute("SELECT value FROM ops.published_figures") == 2


def test_the_loading_user_brings_an_older_ledger_up_to_date(
    users: dict[str, WarehouseTarget], empty_mysql: WarehouseTarget
) -> None:
    with empty_mysql.connect() as connection, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ops.publications DROP COLUMN attempts")
        cursor.execute("DROP TABLE ops.freshness")
        cursor.execute("DROP VIEW ops.current_publication")
        cursor.execute(
            "ALTER TABLE staging.tenant_daily_snapshots"
            " ADD KEY tenant_daily_snapshots_tenant (tenant_id, snapshot_date)"
        )
    Ledger(users["tokyobeta_loader"]).ensure()
    ensure_schemas(users["tokyobeta_loader"], Settings())
    with users["tokyobeta_dbt"].connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT dump_date FROM ops.current_publication")
        cursor.execute("SELECT attempts FROM ops.publications")
        cursor.execute("SHOW INDEX FROM staging.tenant_daily_snapshots WHERE Key_name <> 'PRIMARY'")
        assert cursor.fetchall() == ()


@pytest.mark.parametrize(
    ("user", "statement"),
    [
        ("tokyobeta_loader", "DROP TABLE gold.t"),
        ("tokyobeta_loader", "INSERT INTO silver.t VALUES (1)"),
        ("tokyobeta_dbt", "DELETE FROM staging.llm_enrichment_cache"),
        ("tokyobeta_dbt", "DELETE FROM ops.publications"),
        ("tokyobeta_dbt", "UPDATE ops.published_figures SET value = 1"),
        ("tokyobeta_quicksight", "SELECT * FROM ops.published_figures"),
        ("tokyobeta_quicksight", "SELECT * FROM staging.tenant_daily_snapshots"),
        ("tokyobeta_quicksight", "SELECT * FROM silver.t"),
        ("tokyobeta_quicksight", "DELETE FROM gold.t"),
        ("tokyobeta_reader", "DELETE FROM ops.run_markers"),
    ],
)
def test_nobody_may_do_what_is_not_theirs(
    users: dict[str, WarehouseTarget], empty_mysql: WarehouseTarget, user: str, statement: str
) -> None:
    with empty_mysql.connect() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE gold.t (id INT)")
        cursor.execute("CREATE TABLE silver.t (id INT)")
    with (
        users[user].connect() as connection,
        connection.cursor() as cursor,
        pytest.raises(pymysql.err.OperationalError, match="denied"),
    ):
        cursor.execute(statement)
