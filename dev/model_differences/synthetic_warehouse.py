"""One synthetic day in the warehouse, under a prefix, with the models of one checkout built on it."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from dev.packaging.commands import run
from dev.sample.sample_world import SampleWorld
from dev.sample.scale import Scale
from dev.sample.world import DEFAULT_SEED
from include.dump.load.options import RestoreOptions
from include.dump.restore.restore import restore_dump
from include.dump.source.local_file import LocalFileSource
from include.ledger import schemas
from include.mysql.identifiers import quoted
from include.mysql.sql_files import SqlFiles
from include.mysql.target import WarehouseTarget
from include.snapshots.snapshot_csv import read_snapshot

if TYPE_CHECKING:
    from dev.sample.source_server import SourceServer

SCHEMAS = ("staging", "silver", "gold", "seeds", "test_results", "ops")
SNAPSHOT_DAYS = 14


class SyntheticWarehouse:
    """A dump and snapshots, made once, restored under a prefix for each build.

    :param server: the server of the source and of the warehouse.
    :param folder: where files and dbt's output go.
    :param scale: share of production's volume.
    """

    def __init__(self, server: SourceServer, folder: Path, scale: float) -> None:
        self._target: WarehouseTarget = server.target
        self._folder = folder
        world = SampleWorld(DEFAULT_SEED, Scale.of(scale, None))
        dump = world.build_dump(server=server, out=folder / "sample")
        self._dump, self.day = dump.path, dump.day
        first, last = self.day - timedelta(days=SNAPSHOT_DAYS), self.day - timedelta(days=1)
        self._snapshots = world.write_snapshots(first, last, folder / "sample")

    def restore(self, prefix: str) -> None:
        """Make the schemas under a prefix, staging filled as the pipeline fills it."""
        with self._target.connect() as connection, connection.cursor() as cursor:
            for schema in SCHEMAS:
                cursor.execute(f"drop schema if exists {quoted(prefix + schema)}")
                cursor.execute(f"create schema {quoted(prefix + schema)}")
        options = RestoreOptions(state_schema=f"{prefix}ops")
        restore_dump(LocalFileSource(self._dump), self._target, f"{prefix}staging", options)
        with (
            self._target.with_schema(f"{prefix}staging").connect() as connection,
            connection.cursor() as cursor,
        ):
            for schema, file in (("ops", "published_figures"), ("staging", "own_tables")):
                cursor.execute(f"use {quoted(prefix + schema)}")
                for statement in SqlFiles(schemas.__file__).statements(file):
                    cursor.execute(statement)
            for path in self._snapshots:
                day = date.fromisoformat(f"{path.stem[:4]}-{path.stem[4:6]}-{path.stem[6:]}")
                rows = read_snapshot(path.read_bytes(), day)
                cursor.executemany(
                    "insert into tenant_daily_snapshots values (%s, %s, %s, %s, %s)",
                    list(rows.as_parameters()),
                )

    def build(self, prefix: str, project: Path, dbt: Path) -> None:
        """Build every seed and model of a project under a prefix; whether tests pass is another job's matter.

        :param prefix: schema prefix, restored before.
        :param project: the dbt project's folder.
        :param dbt: the dbt program.
        :raises include.exceptions.PackagingError: with dbt's own words if a model fails.
        """
        work = self._folder / f"dbt-{prefix}"
        environment = {
            **os.environ,
            "DBT_MYSQL_HOST": self._target.host,
            "DBT_MYSQL_PORT": str(self._target.port),
            "DBT_MYSQL_USER": self._target.user,
            "DBT_MYSQL_PASSWORD": self._target.password,
            "DBT_TARGET_PATH": str(work / "target"),
            "DBT_LOG_PATH": str(work / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        }
        variables = json.dumps({"schema_prefix": prefix, "as_of_date": self.day.isoformat()})
        places = ["--project-dir", str(project), "--profiles-dir", str(project)]
        kinds = ["--resource-type", "seed", "--resource-type", "model"]
        command = [str(dbt), "--no-use-colors", "build", *kinds, *places, "--vars", variables]
        run(command, cwd=project, env=environment, timeout=1800)
