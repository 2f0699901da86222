"""One warehouse that the pipeline's own code fills: dump, restore, publish, snapshots, dbt."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dev.local.aws import LocalAws
from dev.sample.compression import Compression
from dev.sample.dump_shape import DumpShape
from dev.sample.mysqldump import dump_database
from dev.sample.source_database import SourceDatabase
from dev.sample.world_day import WorldDay
from dev.servers.moto_server import started_moto
from dev.servers.mysql_server import MySqlServer
from include.dump.restore.restore import restore_dump
from include.dump.source.local_file import LocalFileSource
from include.ledger.dump_object import DumpObject
from include.ledger.ledger import Ledger
from include.ledger.restore_record import RestoreRecord
from include.ledger.restored_table import RestoredTable
from include.ledger.schemas import ensure_schemas
from include.published_figures.figures_table import FiguresTable
from include.published_figures.record import record_figures
from include.settings import Settings, get_settings
from include.snapshots.export import export_snapshot
from include.snapshots.snapshot_loader import SnapshotLoader
from include.snapshots.snapshot_name import snapshot_key
from include.staging.publish.publisher import Publisher
from tests.include.conftest import record_rules

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_SQL = Path(__file__).parent / "sql"
_RUN = "verification"


class Warehouse:
    """One MySQL server and one bucket.

    :param server: the server; everything on it belongs to this warehouse.
    :param s3: client of the bucket's endpoint.
    :param work: folder for dumps and dbt's files.
    :param project: the dbt project.
    """

    def __init__(self, server: MySqlServer, s3: S3Client, work: Path, project: Path) -> None:
        self.server, self.s3, self.work, self.project = server, s3, work, project
        # A spoiled source has signings dated years back; that these stop a run has tests of its own.
        self.settings: Settings = get_settings().model_copy(update={"closed_after_months": 1200})
        self.ledger = Ledger(server.target, self.settings.ops_schema)

    def prepare(self) -> None:
        """Make the bucket, the schemas, our own tables and the ledger."""
        self.s3.create_bucket(
            Bucket=self.settings.bucket, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"}
        )
        ensure_schemas(self.server.target, self.settings)
        self.ledger.ensure()

    def dump(self, day: WorldDay, shape: DumpShape, *, spoiled: bool) -> Path:
        """Fill a source database, spoil it, and dump it with the real mysqldump."""
        source = SourceDatabase(self.server.target)
        source.create()
        source.load(day)
        if spoiled:
            source.run((_SQL / "dirt.sql").read_text(encoding="utf-8"))
        path = self.work / f"gghouse_{day.date.replace('-', '')}.sql"
        dump_database(self.server, source.name, path, shape=shape, compression=Compression.NONE)
        source.drop()
        return path

    def publish(self, dump: Path, day: date) -> None:
        """Restore a dump and publish it, as the pipeline's tasks do."""
        started = datetime.now(UTC)
        done = restore_dump(LocalFileSource(dump), self.server.target, self.settings.incoming_schema)
        record = RestoreRecord(
            dump=DumpObject(
                bucket=self.settings.bucket,
                key=f"{self.settings.dump_prefix}{dump.name}",
                etag=done.report.sha256 or "",
                size=dump.stat().st_size,
                dump_date=day,
            ),
            sha256=done.report.sha256,
            tables=tuple(RestoredTable(table_name=table.name, row_count=table.rows) for table in done.tables),
            started_at=started,
            finished_at=datetime.now(UTC),
            code_version=_RUN,
            run_id=_RUN,
        )
        self.ledger.record_restore(record, self.settings.incoming_schema)
        # The data is spoiled on purpose; what is verified here are the numbers.
        record_rules(self.ledger, record)
        Publisher(self.server.target, self.ledger, self.settings).publish(day, run_id=_RUN, code_version=_RUN)

    def put_snapshots(self, files: Sequence[Path]) -> None:
        """Put snapshot files in the bucket."""
        for file in files:
            day = datetime.strptime(file.stem, "%Y%m%d").replace(tzinfo=UTC).date()
            self.s3.put_object(
                Bucket=self.settings.bucket, Key=snapshot_key(self.settings, day), Body=file.read_bytes()
            )

    def load_snapshots(self, day: date) -> bytes:
        """Export the snapshot of a day, load what the warehouse lacks, and return the day's file."""
        export = export_snapshot(self.server.target, self.s3, self.settings, day)
        SnapshotLoader(self.server.target, self.s3, self.ledger, self.settings).load(day, run_id=_RUN)
        answer = self.s3.get_object(Bucket=self.settings.bucket, Key=export.key)
        return answer["Body"].read()

    def replace_own_rows(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Replace the content of one of our own tables in staging."""
        names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
        with self.server.target.with_schema(self.settings.staging_schema).connect() as connection:
            cursor = connection.cursor()
            cursor.execute(f"DELETE FROM {table}")
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)

    def publish_earlier_figures(self, rows: Sequence[Sequence[Any]]) -> None:
        """Add figures as runs before the first dump would have."""
        table = FiguresTable(self.server.target, self.settings)
        with table.transaction() as cursor:
            table.insert(cursor, [tuple(row) for row in rows])

    def record_figures(self, day: date) -> None:
        """Record the figures of gold, as the pipeline's task does."""
        record_figures(self.server.target, self.settings, day, _RUN)

    def dbt(self, day: date, *arguments: str, **variables: str | int) -> None:
        """Run a dbt command for a dump date.

        :param day: the dump date.
        :param arguments: command and options.
        :param variables: further variables of the project.
        :raises RuntimeError: if it fails, with the end of its output.
        """
        target = self.server.target
        environment = {
            **os.environ,
            "DBT_MYSQL_HOST": target.host,
            "DBT_MYSQL_PORT": str(target.port),
            "DBT_MYSQL_USER": target.user,
            "DBT_MYSQL_PASSWORD": target.password,
            "DBT_TARGET_PATH": str(self.work / "target"),
            "DBT_LOG_PATH": str(self.work / "logs"),
        }
        command = [
            str(Path(self.settings.dbt_executable).with_name("python")),
            *("-P", str(self.settings.dbt_project_dir / "verified_dbt.py")),
            "--no-use-colors",
            arguments[0],
            *("--project-dir", str(self.project), "--profiles-dir", str(self.project)),
            *("--vars", json.dumps({"as_of_date": day.isoformat(), **variables})),
            *arguments[1:],
        ]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"dbt {arguments[0]} failed:\n{done.stdout[-4000:]}{done.stderr[-2000:]}")

    def tables(self, schema: str) -> dict[str, list[str]]:
        """Return the tables and views of a schema with the columns of their primary keys, of a view none."""
        _, rows = self.query((_SQL / "tables.sql").read_text(encoding="utf-8"), (schema,))
        tables: dict[str, list[str]] = {}
        for table, column in rows:
            tables.setdefault(table, [])
            if column is not None:
                tables[table].append(column)
        return tables

    def query(
        self, statement: str, arguments: Sequence[Any] | None = None
    ) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return columns and rows of a query."""
        with self.server.target.with_schema(None).connect() as connection, connection.cursor() as cursor:
            cursor.execute(statement, arguments)
            return [column[0] for column in cursor.description], list(cursor.fetchall())


@contextmanager
def new_warehouse(work: Path, project: Path) -> Iterator[Warehouse]:
    """Start a server and a bucket of their own; both are gone afterwards.

    :param work: an empty folder with a short name.
    :param project: the dbt project.
    """
    server = MySqlServer(
        work / "m",
        buffer_pool_mb=256,
        options={"innodb-flush-log-at-trx-commit": "0", "innodb-doublewrite": "OFF"},
        die_with_parent=True,
    )
    try:
        server.start()
        with started_moto() as endpoint:
            warehouse = Warehouse(server, LocalAws(endpoint).client("s3"), work, project)
            warehouse.prepare()
            yield warehouse
    finally:
        server.destroy()
