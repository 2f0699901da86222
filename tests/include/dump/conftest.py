"""What the tests of the dump engine share."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.load.options import RestoreOptions
from include.dump.restore.restore import restore_dump
from include.dump.restore.summary import RestoreSummary
from include.dump.source.local_file import LocalFileSource

Restore = Callable[..., RestoreSummary]


@pytest.fixture
def schema(mysql_server: MySqlServer) -> Iterator[str]:
    """Return the name of a schema that does not exist yet; dropped afterwards."""
    name = f"incoming_{secrets.token_hex(4)}"
    yield name
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")


@pytest.fixture
def reference(mysql_server: MySqlServer) -> Iterator[str]:
    """Return the name of a schema for the mysql client; dropped afterwards."""
    name = f"reference_{secrets.token_hex(4)}"
    yield name
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")


@pytest.fixture
def restore(mysql_server: MySqlServer, schema: str, tmp_path: Path) -> Restore:
    """Return a function that restores a dump given as bytes or path into ``schema``."""

    def run(dump: bytes | Path, **options: object) -> RestoreSummary:
        path = dump
        if isinstance(dump, bytes):
            path = tmp_path / "dump.sql"
            path.write_bytes(dump)
        return restore_dump(
            LocalFileSource(path), mysql_server.target, schema, RestoreOptions(**options), lambda _: None
        )

    return run
