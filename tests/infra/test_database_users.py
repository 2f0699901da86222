"""Each database user can do its work and nothing else; Airflow reads its connection from the same secret."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import boto3
import pymysql
import pytest

from include.local.mysql_server import MySqlServer
from include.settings import Settings
from include.warehouse.lock_holders import lock_holders
from include.warehouse.preflight.check_result import CheckStatus
from include.warehouse.preflight.server_checks import check_privileges, server_facts
from include.warehouse.schemas import ensure_schemas, stray_schemas
from include.warehouse.target import WarehouseTarget
from tests.infra.terraform import INFRA

pytestmark = [pytest.mark.mysql, pytest.mark.aws]

USERS = {
    "airflow/test/connections/warehouse": "tokyobeta_loader",
    "airflow/test/connections/warehouse_dbt": "tokyobeta_dbt",
    "airflow/test/connections/warehouse_reader": "tokyobeta_reader",
    "tokyobeta-test/quicksight/reader": "tokyobeta_quicksight",
}
EXTRA = {"tls_ca": "/usr/local/airflow/dags/certs/rds-bundle.pem"}
SCHEMAS = ("staging", "staging_incoming", "silver", "gold", "seeds", "test_results", "ops")
DENIED = (1142, 1044, 1227)


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("database_users", INFRA / "scripts" / "database_users.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["database_users"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return load_script()


@pytest.fixture(scope="module")
def secrets_manager(aws_endpoint: str) -> Iterator[Any]:
    client = boto3.client("secretsmanager", endpoint_url=aws_endpoint)
    for secret_id, username in USERS.items():
        # As Terraform makes it: without a value.
        client.create_secret(Name=secret_id, Description=username)
    yield client
    for secret_id in USERS:
        client.delete_secret(SecretId=secret_id, ForceDeleteWithoutRecovery=True)


def apply(
    script: ModuleType,
    secrets_manager: Any,
    admin: Any,
    server: MySqlServer,
    secret_ids: tuple[str, ...] = tuple(USERS),
) -> Any:
    """Run the script with users as Terraform describes them, and return its results."""
    reader = {"reader_host": "reader.example.internal"}
    users = [
        script.DatabaseUser(
            secret=secret_id,
            username=USERS[secret_id],
            extra=EXTRA | (reader if secret_id.endswith("warehouse_reader") else {}),
        )
        for secret_id in secret_ids
    ]
    return script.apply(secrets_manager, admin, users, server.target.host, server.target.port)


def stored(secrets_manager: Any, secret_id: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(secrets_manager.get_secret_value(SecretId=secret_id)["SecretString"])
    return value


@pytest.fixture(scope="module")
def logins(
    script: ModuleType, secrets_manager: Any, mysql_server: MySqlServer
) -> Iterator[dict[str, WarehouseTarget]]:
    """Apply schemas, users and grants, and return how each user logs in."""
    root = mysql_server.target
    with root.connect() as admin:
        apply(script, secrets_manager, admin, mysql_server)
        with admin.cursor() as cursor:
            for schema in SCHEMAS:
                cursor.execute(f"CREATE TABLE {schema}.t (id INT PRIMARY KEY, v VARCHAR(10))")
                cursor.execute(f"INSERT INTO {schema}.t VALUES (1, 'a')")
            cursor.execute("CREATE SCHEMA private")
            cursor.execute("CREATE TABLE private.t (id INT)")
    yield {
        username: WarehouseTarget(
            root.host,
            root.port,
            username,
            stored(secrets_manager, secret_id)["password"],
        )
        for secret_id, username in USERS.items()
    }
    with root.connect() as admin, admin.cursor() as cursor:
        for username in USERS.values():
            cursor.execute("DROP USER IF EXISTS %s", (username,))
        cursor.execute("SHOW DATABASES LIKE 'staging\\_backup%'")
        for (schema,) in [*cursor.fetchall(), *((name,) for name in (*SCHEMAS, "private"))]:
            cursor.execute(f"DROP SCHEMA IF EXISTS `{schema}`")


def run(target: WarehouseTarget, *statements: str) -> None:
    with target.connect() as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def assert_denied(target: WarehouseTarget, *statements: str) -> None:
    for statement in statements:
        with pytest.raises(pymysql.MySQLError) as caught:
            run(target, statement)
        assert caught.value.args[0] in DENIED, f"{statement}: {caught.value}"


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


def test_running_it_again_keeps_passwords_and_takes_foreign_rights_away(
    script: ModuleType, secrets_manager: Any, mysql_server: MySqlServer, logins: dict[str, WarehouseTarget]
) -> None:
    with mysql_server.target.connect() as admin:
        with admin.cursor() as cursor:
            cursor.execute("GRANT DELETE ON gold.* TO 'tokyobeta_quicksight'@'%'")
        results = apply(script, secrets_manager, admin, mysql_server)
    assert [(result.password_made, result.secret_written) for result in results] == [(False, False)] * 4
    run(logins["tokyobeta_quicksight"], "SELECT * FROM gold.t")
    assert_denied(logins["tokyobeta_quicksight"], "DELETE FROM gold.t")


def test_a_user_lost_with_the_cluster_comes_back_with_the_stored_password(
    script: ModuleType, secrets_manager: Any, mysql_server: MySqlServer, logins: dict[str, WarehouseTarget]
) -> None:
    with mysql_server.target.connect() as admin:
        with admin.cursor() as cursor:
            cursor.execute("DROP USER 'tokyobeta_quicksight'@'%'")
        apply(script, secrets_manager, admin, mysql_server)
    run(logins["tokyobeta_quicksight"], "SELECT * FROM gold.t")


def test_a_stop_between_database_and_secret_heals_itself(
    script: ModuleType, secrets_manager: Any, mysql_server: MySqlServer, logins: dict[str, WarehouseTarget]
) -> None:
    secret_id = "airflow/test/connections/warehouse_dbt"
    value = stored(secrets_manager, secret_id)
    del value["password"]
    secrets_manager.put_secret_value(SecretId=secret_id, SecretString=json.dumps(value))
    with mysql_server.target.connect() as admin:
        results = apply(script, secrets_manager, admin, mysql_server, (secret_id,))
    assert results[0].password_made
    made = stored(secrets_manager, secret_id)["password"]
    root = mysql_server.target
    run(WarehouseTarget(root.host, root.port, "tokyobeta_dbt", made), "SELECT * FROM staging.t")
    assert not set(made) & set(script.EXCLUDED_CHARACTERS)


def test_every_secret_is_written_whole_and_holds_the_writer(
    secrets_manager: Any, mysql_server: MySqlServer, logins: dict[str, WarehouseTarget]
) -> None:
    for secret_id, username in USERS.items():
        value = stored(secrets_manager, secret_id)
        assert value["engine"] == "mysql"
        assert value["username"] == username
        # The rotation function logs in there to set the password.
        assert (value["host"], value["port"]) == (mysql_server.target.host, mysql_server.target.port)
    hosts = {
        secret_id: json.loads(stored(secrets_manager, secret_id)["extra"]).get("reader_host")
        for secret_id in USERS
    }
    assert {secret_id for secret_id, host in hosts.items() if host} == {
        "airflow/test/connections/warehouse_reader"
    }


def test_a_new_endpoint_reaches_the_secrets_and_the_password_stays(
    script: ModuleType, secrets_manager: Any, mysql_server: MySqlServer, logins: dict[str, WarehouseTarget]
) -> None:
    secret_id = "airflow/test/connections/warehouse"
    before = stored(secrets_manager, secret_id)
    moved = {**before, "host": "old.example.internal"}
    secrets_manager.put_secret_value(SecretId=secret_id, SecretString=json.dumps(moved))
    with mysql_server.target.connect() as admin:
        (result,) = apply(script, secrets_manager, admin, mysql_server, (secret_id,))
    assert (result.password_made, result.secret_written) == (False, True)
    assert stored(secrets_manager, secret_id) == before


def test_a_secret_that_terraform_has_not_made_stops_it_before_a_user_is_made(
    script: ModuleType, secrets_manager: Any, mysql_server: MySqlServer, logins: dict[str, WarehouseTarget]
) -> None:
    user = script.DatabaseUser("airflow/test/connections/nobody", "tokyobeta_nobody", EXTRA)
    with mysql_server.target.connect() as admin, admin.cursor() as cursor:
        with pytest.raises(secrets_manager.exceptions.ResourceNotFoundException):
            script.ensure_user(secrets_manager, admin, user, "127.0.0.1", 3306)
        cursor.execute("SELECT COUNT(*) FROM mysql.user WHERE user = 'tokyobeta_nobody'")
        assert cursor.fetchone() == (0,)


def test_airflow_reads_the_rotated_secret_as_its_connection(
    secrets_manager: Any,
    aws_endpoint: str,
    mysql_server: MySqlServer,
    logins: dict[str, WarehouseTarget],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The form that AWS's rotation function writes is the form that Airflow's backend reads.
    from airflow.models import Connection
    from airflow.providers.amazon.aws.secrets.secrets_manager import SecretsManagerBackend

    monkeypatch.setenv("AWS_ENDPOINT_URL", aws_endpoint)
    secret_id = "airflow/test/connections/warehouse"
    value = stored(secrets_manager, secret_id)

    backend = SecretsManagerBackend(
        connections_prefix="airflow/test/connections",
        connections_lookup_pattern="^warehouse(_dbt)?$",
        variables_prefix=None,
        config_prefix=None,
    )
    text = backend.get_conn_value("warehouse")
    assert text
    connection = Connection.from_json(text)
    assert connection.conn_type == "mysql"
    assert (connection.host, connection.port) == (mysql_server.target.host, mysql_server.target.port)
    assert connection.login == "tokyobeta_loader"
    assert connection.password == value["password"]
    assert connection.extra_dejson["tls_ca"].endswith("rds-bundle.pem")
    assert backend.get_conn_value("aws_default") is None
