"""Each database user can do its work and nothing else."""

from __future__ import annotations

import pytest

from dev.servers.mysql_server import MySqlServer
from include.ledger.ledger import Ledger
from include.ledger.schemas import ensure_schemas, stray_schemas
from include.ledger.tidy_up_record import TidyUpRecord
from include.mysql.target import WarehouseTarget
from include.mysql.timestamps import utc_now
from include.settings import Settings
from include.staging.preflight.check_result import CheckStatus
from include.staging.preflight.server_checks import check_privileges, server_facts
from include.staging.publish.lock_holders import lock_holders
from include.staging.tidy_up.kinds import KINDS
from include.staging.tidy_up.tidy_up import TidyUp
from tests.include.staging.tidy_up.leftovers import build_of_a_dead_run
from tests.infra.database_users import assert_denied, logins, run, script, secrets_manager

pytestmark = [pytest.mark.mysql, pytest.mark.aws]
# The fixtures are found by pytest in this module.
__all__ = ["logins", "script", "secrets_manager"]


def test_the_loader_can_restore_publish_and_keep_the_ledger(logins: dict[str, WarehouseTarget]) -> None:
    run(
        logins["tokyobeta_loader"],
        "CREATE TABLE staging_incoming.movings (id INT PRIMARY KEY)",
        "INSERT INTO staging_incoming.movings VALUES (1)",
        "ALTER TABLE staging_incoming.movings ADD COLUMN extra INT, ADD INDEX (extra)",
        "CREATE TABLE staging.movings (id INT PRIMARY KEY)",
        "CREATE SCHEMA staging_backup_20260210",
        "RENAME TABLE staging.movings TO staging_backup_20260210.movings, "
        "staging_incoming.movings TO staging.movings",
        "INSERT INTO ops.t VALUES (2, 'b')",
        "DELETE FROM ops.t WHERE id = 2",
        "SELECT COUNT(*) FROM gold.t",
        "SHOW PROCESSLIST",
        "DROP SCHEMA staging_backup_20260210",
    )


def test_the_loader_passes_the_preflight_of_the_pipeline(logins: dict[str, WarehouseTarget]) -> None:
    settings = Settings()
    loader = logins["tokyobeta_loader"]
    ensure_schemas(loader, settings)
    with loader.connect() as connection:
        result = check_privileges(connection, settings)
        assert result.status is CheckStatus.OK, result
        assert server_facts(connection)["local_infile"] == 1
    assert "private" in stray_schemas(loader, settings), "a stray schema must be seen (incident 25)"


def test_the_loader_can_name_who_holds_up_a_publish(
    logins: dict[str, WarehouseTarget], mysql_server: MySqlServer
) -> None:
    with mysql_server.target.connect(autocommit=False) as other, other.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM staging.t")
        with logins["tokyobeta_loader"].connect() as connection:
            assert "root@" in lock_holders(connection, ["staging"])


def test_what_a_dead_run_left_is_erased_with_the_rights_of_the_loader_and_of_dbt(
    logins: dict[str, WarehouseTarget], mysql_server: MySqlServer
) -> None:
    loader, dbt = logins["tokyobeta_loader"], logins["tokyobeta_dbt"]
    settings = Settings()
    ensure_schemas(loader, settings)
    ledger = Ledger(loader)
    ledger.ensure()
    run(
        loader,
        "CREATE TABLE staging_incoming.left_over (id INT)",
        "CREATE SCHEMA staging_backup_20260209",
        "CREATE TABLE staging_backup_20260209._replaced_000 (id INT)",
    )
    run(dbt, "CREATE TABLE gold.t__dbt_part (id INT)", "CREATE VIEW silver.v__dbt_tmp AS SELECT 1 AS id")
    tidy_up = TidyUp(loader, dbt, ledger, settings)
    record = TidyUpRecord(
        run_id="tidy", decided_by="admin", reason="a drill", code_version="abc", started_at=utc_now()
    )
    with build_of_a_dead_run(dbt, "gold.t"):
        erased, left = tidy_up.erase(KINDS, record)
    assert {each.what for each in erased} == {
        "tables of an unfinished restore",
        "tables that were replaced",
        "draft of a model",
        "session of a dead build",
    }
    assert left == []
    assert tidy_up.look() == []


def test_the_ledger_can_be_read_from_the_readers_side(logins: dict[str, WarehouseTarget]) -> None:
    run(logins["tokyobeta_reader"], "SELECT * FROM ops.t")
    assert_denied(logins["tokyobeta_reader"], "DELETE FROM ops.t", "SELECT * FROM gold.t")


def test_the_loader_cannot_change_what_dbt_built(logins: dict[str, WarehouseTarget]) -> None:
    assert_denied(
        logins["tokyobeta_loader"],
        "DELETE FROM gold.t",
        "DROP TABLE silver.t",
        "SELECT * FROM private.t",
        "CREATE USER somebody",
        "CREATE SCHEMA other",
    )


def test_dbt_can_build_but_cannot_change_raw_data(logins: dict[str, WarehouseTarget]) -> None:
    run(
        logins["tokyobeta_dbt"],
        "CREATE SCHEMA IF NOT EXISTS gold",
        "CREATE TABLE gold.new__dbt_tmp AS SELECT * FROM staging.t",
        "ALTER TABLE gold.new__dbt_tmp ADD PRIMARY KEY (id)",
        "RENAME TABLE gold.new__dbt_tmp TO gold.built",
        "CREATE OR REPLACE VIEW silver.v AS SELECT * FROM staging.t",
        "TRUNCATE TABLE seeds.t",
        "INSERT INTO test_results.t VALUES (3, 'c')",
        "SELECT * FROM ops.t",
        "DROP TABLE gold.built",
    )
    assert_denied(
        logins["tokyobeta_dbt"],
        "UPDATE staging.t SET v = 'x'",
        "ALTER TABLE staging.t ADD COLUMN llm_nationality INT",
        "DROP TABLE staging.t",
        "SELECT * FROM staging_incoming.t",
        "INSERT INTO ops.t VALUES (9, 'x')",
    )


def test_quicksight_reads_gold_and_nothing_else(logins: dict[str, WarehouseTarget]) -> None:
    run(logins["tokyobeta_quicksight"], "SELECT * FROM gold.t")
    assert_denied(
        logins["tokyobeta_quicksight"],
        "DELETE FROM gold.t",
        "CREATE TABLE gold.x (id INT)",
        "SELECT * FROM staging.t",
        "SELECT * FROM silver.t",
        "SELECT * FROM ops.t",
    )
