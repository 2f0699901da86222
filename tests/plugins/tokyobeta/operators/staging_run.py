"""The four staging tasks of a run, with the results that Airflow would keep, on a real server and S3 API."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dev.local.run.upload import upload_missing
from dev.sample.compression import Compression
from dev.sample.fault import Fault
from dev.sample.sample_world import SampleWorld
from dev.servers.mysql_server import MySqlServer
from include.exceptions import TokyoBetaError
from include.ledger.schemas import base_tables
from include.mysql.target import WarehouseTarget
from include.staging.expected_tables import expected_tables
from tokyobeta.operators.mysql_dump_restore import MySqlDumpRestoreOperator
from tokyobeta.operators.preflight import PreflightOperator
from tokyobeta.operators.publish_staging import PublishStagingOperator
from tokyobeta.operators.staging_quality import StagingQualityOperator
from tokyobeta.operators.tenant_snapshot_load import TenantSnapshotLoadOperator

BUCKET = "jram-gghouse"
DAY_0 = date(2026, 2, 10)
DAY_1 = DAY_0 + timedelta(days=1)
TASKS = ("preflight", "restore_dump", "check_staging", "publish_staging")


def checksums(target: WarehouseTarget) -> dict[str, int]:
    """Return the content of every published table of the dump."""
    with target.connect() as connection, connection.cursor() as cursor:
        names = sorted(table for table in base_tables(connection, "staging") if table in expected_tables())
        cursor.execute("CHECKSUM TABLE " + ", ".join(f"staging.`{name}`" for name in names))
        return dict(cursor.fetchall())


class Source:
    """The job that dumps the sample world and uploads it.

    :param server: where its database is filled.
    :param s3: client of the bucket.
    :param folder: for its files.
    """

    def __init__(self, server: MySqlServer, s3: Any, folder: Path) -> None:
        self.world = SampleWorld(scale=0.002)
        self._server, self._s3, self._folder = server, s3, folder

    def send(self, number: int, fault: Fault | None = None) -> None:
        """Dump a day with the real mysqldump, perhaps spoiled, over what the bucket has of it."""
        out = self._folder / f"{number}-{fault}"
        if not out.exists():
            self.world.build_dump(
                server=self._server, out=out, day=number, fault=fault, compression=Compression.GZIP
            )
        for path in (path for path in out.rglob("*") if path.is_file()):
            self._s3.delete_object(Bucket=BUCKET, Key=str(path.relative_to(out)))
        upload_missing(self._s3, BUCKET, out, [path for path in out.rglob("*") if path.is_file()])


class StagingRun:
    """One run of the staging tasks; each can be cleared, alone or with what follows, or marked as successful.

    :param day: the dump date.
    :param params: ``waive_rules`` and ``force_restore`` of the trigger form, ``decided_on`` of a decision.
    """

    def __init__(self, day: date = DAY_0, **params: Any) -> None:
        self.day = day
        self.params = params
        self.xcom: dict[str, Any] = {}
        self.context: Any = {"run_id": f"run-{day}-{id(self)}", "params": {"dump_date": day.isoformat()}}

    def clear(self, task: str, *, downstream: bool = True) -> Any:
        """Run a task again, and unless told otherwise all that follow; return the last one's result."""
        for name in TASKS[TASKS.index(task) :] if downstream else (task,):
            self.xcom.pop(name, None)  # Airflow deletes a result when its task starts again
            self.xcom[name] = self._task(name).execute(self.context)
        return self.xcom[task if not downstream else TASKS[-1]]

    def follow(self, error: TokyoBetaError) -> Any:
        """Do what an error's "Next:" says: clear the task that it names."""
        match = re.search(r"[Cc]lear (\w+)(?: of [\w -]+?)? with downstream", error.action)
        assert match, error.action
        return self.clear(match[1])

    def _task(self, name: str) -> Any:
        day = self.day.isoformat()
        looked_at = json.dumps(self.xcom.get("preflight"))
        force = self.params.get("force_restore", False)
        if name == "preflight":
            return PreflightOperator(task_id=name, dump_date=day, force=force)
        if name == "restore_dump":
            return MySqlDumpRestoreOperator(task_id=name, dump_date=day, dump=looked_at, force=force)
        if name == "check_staging":
            waive = json.dumps(self.params.get("waive_rules"))
            decided_on = self.params.get("decided_on", "")
            return StagingQualityOperator(
                task_id=name, dump_date=day, dump=looked_at, waive=waive, decided_on=decided_on
            )
        if name == "load_snapshots":
            return TenantSnapshotLoadOperator(task_id=name, dump_date=day)
        return PublishStagingOperator(task_id=name, dump_date=day, dump=looked_at, force=force)
