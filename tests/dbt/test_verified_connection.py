"""dbt refuses a server that is not the warehouse, as PyMySQL does (review of operations, A5)."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dev.servers.mysql_server import MySqlServer
from dev.servers.ports import LOOPBACK
from include.mysql.target import WarehouseTarget
from include.settings import PROJECT_DIR, get_settings
from tests.certificates import make_certificates

pytestmark = [pytest.mark.mysql, pytest.mark.slow]

SHIPPED = PROJECT_DIR / "certs" / "rds-bundle.pem"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tls") / "certificates"


@pytest.fixture(scope="module")
def server(certificates: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MySqlServer]:
    options = make_certificates(certificates, LOOPBACK)
    server = MySqlServer(
        tmp_path_factory.mktemp("mysql") / "m", options=options, die_with_parent=True, announce=print
    )
    server.start()
    yield server
    server.destroy()


def connect(target: WarehouseTarget, folder: Path) -> subprocess.CompletedProcess[str]:
    """Let dbt try its connection, started as the pipeline starts it."""
    settings = get_settings()
    tls = {"DBT_MYSQL_TLS_CA": target.tls_ca} if target.tls_ca else {}
    return subprocess.run(
        [
            str(Path(settings.dbt_executable).with_name("python")),
            *("-P", str(settings.dbt_project_dir / "verified_dbt.py")),
            *("debug", "--connection", "--project-dir", str(settings.dbt_project_dir)),
            *("--profiles-dir", str(settings.dbt_project_dir)),
        ],
        env={
            **{name: value for name, value in os.environ.items() if name != "DBT_MYSQL_TLS_CA"},
            "DBT_MYSQL_HOST": target.host,
            "DBT_MYSQL_PORT": str(target.port),
            "DBT_MYSQL_USER": target.user,
            "DBT_MYSQL_PASSWORD": target.password,
            "DBT_LOG_PATH": str(folder),
            "DBT_TARGET_PATH": str(folder),
            **tls,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_warehouse_is_accepted(server: MySqlServer, certificates: Path, tmp_path: Path) -> None:
    done = connect(replace(server.target, tls_ca=str(certificates / "ca.pem")), tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("host", "authority", "reason"),
    [
        pytest.param(LOOPBACK, str(SHIPPED), "certificate verify failed", id="another-authority"),
        pytest.param("localhost", "", "mismatch|match", id="another-name"),
    ],
)
def test_a_server_that_is_not_the_warehouse_gets_nothing(
    server: MySqlServer, certificates: Path, tmp_path: Path, host: str, authority: str, reason: str
) -> None:
    bundle = authority or str(certificates / "ca.pem")
    done = connect(replace(server.target, host=host, tls_ca=bundle), tmp_path)
    assert done.returncode != 0
    said = (done.stdout + done.stderr).lower()
    assert any(word in said for word in reason.split("|")), said


def test_a_server_without_encryption_gets_nothing(
    server: MySqlServer, certificates: Path, tmp_path: Path
) -> None:
    with server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT @@GLOBAL.tls_version")
        (versions,) = cursor.fetchone() or ("",)
        cursor.execute("SET GLOBAL tls_version = ''")
        # Without a version that is accepted the server goes on without TLS (MySQL manual, "ALTER INSTANCE").
        cursor.execute("ALTER INSTANCE RELOAD TLS NO ROLLBACK ON ERROR")
        try:
            done = connect(replace(server.target, tls_ca=str(certificates / "ca.pem")), tmp_path)
        finally:
            cursor.execute("SET GLOBAL tls_version = %s", (versions,))
            cursor.execute("ALTER INSTANCE RELOAD TLS")
    assert done.returncode != 0
    assert "ssl" in (done.stdout + done.stderr).lower()
