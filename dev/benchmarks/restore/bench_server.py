"""The MySQL server that all ways are measured on."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import psutil

from dev.servers.mysql_server import MySqlServer
from include.mysql.target import WarehouseTarget

_CLEAN_PAGES = 200
_CLEAN_SECONDS = 120


class BenchServer:
    """A private server: 2 GiB buffer pool, log flushed at each commit, no binary log.

    :param folder: where its data and the ready-made files are.
    """

    def __init__(self, folder: Path) -> None:
        self.files = folder / "tsv"
        self.files.mkdir(parents=True, exist_ok=True)
        self.server = MySqlServer(
            folder / "mysql",
            buffer_pool_mb=2048,
            options={
                "innodb-flush-log-at-trx-commit": "1",
                "innodb-redo-log-capacity": "2G",
                "secure-file-priv": str(self.files.absolute()),
            },
            die_with_parent=True,
        )

    @property
    def target(self) -> WarehouseTarget:
        """The server as root."""
        return self.server.target

    def client(self, name: str, *arguments: str) -> list[str]:
        """Return the command of one of MySQL's programs for this server."""
        return self.server.client_command(name, *arguments)

    def cpu_seconds(self) -> float:
        """Return the CPU time the server has used so far."""
        assert self.server.identity is not None
        times = psutil.Process(self.server.identity.pid).cpu_times()
        return float(times.user + times.system)

    def version(self) -> str:
        """Return the server's version."""
        return str(self.query("SELECT VERSION()")[0][0])

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""
        with self.target.connect() as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    def settle(self, *schemas: str) -> None:
        """Drop schemas and wait until the buffer pool is clean, so that no way pays for the one before it."""
        for schema in schemas:
            self.query(f"DROP DATABASE IF EXISTS `{schema}`")
        self.query("SET GLOBAL innodb_max_dirty_pages_pct = 0")
        deadline = time.monotonic() + _CLEAN_SECONDS
        while time.monotonic() < deadline:
            if (
                int(self.query("SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_pages_dirty'")[0][1])
                < _CLEAN_PAGES
            ):
                break
            time.sleep(0.2)
        self.query("SET GLOBAL innodb_max_dirty_pages_pct = DEFAULT")

    def contents(self, schema: str) -> dict[str, tuple[str, int]]:
        """Return definition and checksum of each table of a schema."""
        names = self.query(
            "SELECT table_name FROM information_schema.tables"  # noqa: S608 (a name of our own)
            f" WHERE table_schema = '{schema}' AND table_type = 'BASE TABLE'"
        )
        found: dict[str, tuple[str, int]] = {}
        for (name,) in names:
            definition = self.query(f"SHOW CREATE TABLE `{schema}`.`{name}`")[0][1]
            found[name] = (definition, self.query(f"CHECKSUM TABLE `{schema}`.`{name}`")[0][1])
        return found
