"""The database users of a test environment, made by the real script on a real server."""

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

from dev.servers.mysql_server import MySqlServer
from include.mysql.target import WarehouseTarget
from tests.infra.terraform import INFRA

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
