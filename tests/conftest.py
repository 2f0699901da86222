"""What tests of several packages share: one real MySQL server and one AWS endpoint per test process."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from include.local.mysql_server import MySqlServer
from include.local.ports import LOOPBACK, free_port
from include.warehouse.target import WarehouseTarget

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
        port = free_port()
        command = [sys.executable, "-m", "moto.server", "-H", LOOPBACK, "-p", str(port)]
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
            url = f"http://{LOOPBACK}:{port}"
            try:
                _wait_for(url, process)
                yield url
            finally:
                process.terminate()
                process.wait(timeout=30)


@pytest.fixture
def empty_aws(aws_endpoint: str) -> str:
    """Return the AWS endpoint with nothing in it: no bucket, topic, queue or secret."""
    request = urllib.request.Request(f"{aws_endpoint}/moto-api/reset", method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
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


def _wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"{url}/moto-api/data.json", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            assert process.poll() is None, "the moto server ended at its start"
            assert time.monotonic() < deadline, "the moto server does not answer"
            time.sleep(0.1)
