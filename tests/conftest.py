"""What tests of several packages share: one real MySQL server and one AWS endpoint per test process."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dev.servers.moto_server import started_moto
from dev.servers.mysql_server import MySqlServer
from dev.servers.ports import LOOPBACK
from include.mysql.target import WarehouseTarget
from include.settings import get_settings
from tests.include.world import SMALL_MODELS
from tests.waiting import PATIENCE_SECONDS

_HOME_PREFIX = "airflow-home-"
# Before the first import of airflow, which reads its home while it is imported: a home of its own for each
# process, not the one of the person who runs the tests, whose configuration would count. A process that xdist
# starts inherits that of its parent, and two would write one configuration at once.
if Path(os.environ.get("AIRFLOW_HOME", _HOME_PREFIX)).name.startswith(_HOME_PREFIX):
    os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix=_HOME_PREFIX)
    atexit.register(shutil.rmtree, os.environ["AIRFLOW_HOME"], ignore_errors=True)

REGION = "ap-northeast-1"

# Schemas that MySQL itself owns; everything else belongs to a test.
SYSTEM_SCHEMAS = frozenset({"mysql", "sys", "information_schema", "performance_schema"})

# Values that no AWS account accepts: a call that misses the stand-in fails instead of reaching anything real.
AWS_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_REGION": REGION,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


@pytest.fixture(scope="session", autouse=True)
def own_environment() -> Iterator[None]:
    """Keep off what the person who runs the tests has set for programs that the tests use."""
    with pytest.MonkeyPatch.context() as patch:
        # The servers are on this machine, and a proxy is not.
        for name in ("NO_PROXY", "no_proxy"):
            patch.setenv(name, ",".join(filter(None, [os.environ.get(name), LOOPBACK, "localhost"])))
        # A hook of git has these; git would work on its repository instead of that of a test.
        for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(autouse=True)
def own_settings() -> Iterator[None]:
    """Let no test see settings that another one read from an environment of its own.

    It comes before ``monkeypatch`` and so ends after it: what is read next is the environment as it was.
    """
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.fixture
def small_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the settings name a dbt project that reads the tables of ``tests.include.world``."""
    monkeypatch.setenv("TOKYOBETA_DBT_PROJECT_DIR", str(SMALL_MODELS))
    get_settings.cache_clear()


@pytest.fixture(scope="session")
def mysql_server() -> Iterator[MySqlServer]:
    """Start a MySQL server of its own for this test process, with Aurora's settings; ``.target`` is root."""
    with started_mysql() as server:
        yield server


@pytest.fixture
def empty_mysql(mysql_server: MySqlServer) -> Iterator[WarehouseTarget]:
    """Return the server as root with no schema but MySQL's own; what the test makes is dropped afterwards."""
    drop_schemas(mysql_server.target)
    yield mysql_server.target
    drop_schemas(mysql_server.target)


@pytest.fixture
def new_schema(mysql_server: MySqlServer) -> Iterator[Callable[..., WarehouseTarget]]:
    """Return a function that creates a schema with a name of its own and returns the target in it."""
    made: list[str] = []

    def create(prefix: str = "t") -> WarehouseTarget:
        name = f"{prefix}_{secrets.token_hex(4)}"
        with mysql_server.target.connect() as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE `{name}`")
        made.append(name)
        return mysql_server.target.with_schema(name)

    yield create
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        for name in made:
            cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")


@pytest.fixture(scope="session")
def aws_endpoint() -> Iterator[str]:
    """Start a moto server and return its URL; the AWS_* environment holds values that no account accepts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("AWS_PROFILE", raising=False)
        for name, value in AWS_ENVIRONMENT.items():
            patch.setenv(name, value)
        with started_moto() as url:
            yield url


@pytest.fixture
def empty_aws(aws_endpoint: str) -> str:
    """Return the AWS endpoint with nothing in it: no bucket, topic, queue or secret."""
    request = urllib.request.Request(f"{aws_endpoint}/moto-api/reset", method="POST")
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
        assert answer.status == 200
    return aws_endpoint


@contextmanager
def started_mysql() -> Iterator[MySqlServer]:
    """Run a MySQL server for tests, gone with its data afterwards."""
    with tempfile.TemporaryDirectory(prefix="tb-") as folder:
        server = MySqlServer(
            Path(folder) / "m",
            buffer_pool_mb=128,
            # Tests need no protection against a power cut.
            options={"innodb-flush-log-at-trx-commit": "0", "innodb-doublewrite": "OFF"},
            die_with_parent=True,
            announce=lambda sentence: print(sentence, file=sys.stderr),  # noqa: T201
        )
        try:
            server.start()
            yield server
        finally:
            server.destroy()


def drop_schemas(target: WarehouseTarget) -> None:
    """Drop every schema that is not MySQL's own."""
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SHOW DATABASES")
        for (name,) in cursor.fetchall():
            if name not in SYSTEM_SCHEMAS:
                cursor.execute(f"DROP DATABASE `{name}`")
