"""The secrets of the database users: written whole, healed when half done, read by Airflow."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from botocore.exceptions import ClientError

from dev.servers.mysql_server import MySqlServer
from include.mysql.target import WarehouseTarget
from tests.infra.database_users import (
    EXTRA,
    USERS,
    apply,
    assert_denied,
    logins,
    run,
    script,
    secrets_manager,
    stored,
)

pytestmark = [pytest.mark.mysql, pytest.mark.aws]
# The fixtures are found by pytest in this module.
__all__ = ["logins", "script", "secrets_manager"]


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
        # Without it the rotation function falls back to plain text where TLS fails.
        assert value["ssl"] is True
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
    assert "ssl" not in connection.extra_dejson, "that key is the rotation function's"
    assert backend.get_conn_value("aws_default") is None


def test_the_region_that_terraform_was_given_is_enough(
    script: ModuleType, aws_endpoint: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """boto3 reads AWS_DEFAULT_REGION only; with neither the error would be NoRegionError."""
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.setenv("AWS_REGION", "ap-northeast-1")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws_endpoint)
    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"administrator_secret": "absent"})))
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        script.main(["--ca", str(tmp_path / "ca.pem")])
