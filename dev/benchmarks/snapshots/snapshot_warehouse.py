"""A private MySQL server and an S3 bucket with snapshot files of a given size."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import boto3

from dev.benchmarks.restore.moto_bucket import MotoBucket
from dev.servers.mysql_server import MySqlServer
from include.ledger.ledger import Ledger
from include.ledger.schemas import ensure_schemas
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from include.snapshots.snapshot_csv import snapshot_chunks
from include.snapshots.snapshot_loader import SnapshotLoader
from include.snapshots.snapshot_name import snapshot_key

FIRST: Final = date(2025, 5, 1)
_SETTINGS: Final = Settings(bucket="bench")
_AT_ONCE: Final = 2  # as the loader has it by default


@dataclass(frozen=True, slots=True)
class Load:
    """One call of the loader, in a process of its own.

    :param seconds: wall time.
    :param rows: what it loaded.
    :param peak_mb: the most memory of the process.
    """

    seconds: float
    rows: int
    peak_mb: float


@dataclass(frozen=True)
class SnapshotWarehouse:
    """The server and the bucket.

    :param target: the server.
    """

    target: WarehouseTarget

    def put(self, number: int, rows: int) -> None:
        """Upload the file of a day.

        :param number: of the day, from 0.
        :param rows: tenants in it.
        """
        day = FIRST + timedelta(days=number)
        tenants = ((tenant, 9 + tenant % 3, 1 + tenant % 9, f"居住者 {tenant:06d}") for tenant in range(rows))
        body = b"".join(snapshot_chunks(tenants, day))
        boto3.client("s3").put_object(Bucket="bench", Key=snapshot_key(_SETTINGS, day), Body=body)

    def load(self, *, local_infile: bool = True) -> Load:
        """Load what is missing.

        :param local_infile: whether the server accepts LOAD DATA LOCAL; if not, the loader falls back to
            ``executemany``, and loads one file after the other.
        """
        with self.target.connect() as connection, connection.cursor() as cursor:
            cursor.execute(f"SET GLOBAL local_infile = {int(local_infile)}")
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            return pool.submit(_load, self.target, _AT_ONCE if local_infile else 1).result()

    def seconds_to_find_new(self) -> float:
        """Return how long the ledger and the table take to say which days are there; the best of three."""
        return min(self._find_new() for _ in range(3))

    def _find_new(self) -> float:
        ledger = Ledger(self.target, _SETTINGS.ops_schema)
        begun = time.perf_counter()
        ledger.snapshot_loads()
        with self.target.connect() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT snapshot_date FROM staging.tenant_daily_snapshots")
            cursor.fetchall()
        return time.perf_counter() - begun


@contextmanager
def snapshot_warehouse(folder: Path) -> Iterator[SnapshotWarehouse]:
    """Run the servers; both are gone afterwards.

    :param folder: of the server's data.
    """
    server = MySqlServer(folder / "mysql", buffer_pool_mb=2048, options={"innodb-redo-log-capacity": "2G"})
    with MotoBucket():
        server.start()
        try:
            ensure_schemas(server.target, _SETTINGS)
            Ledger(server.target, _SETTINGS.ops_schema).ensure()
            yield SnapshotWarehouse(server.target)
        finally:
            server.destroy()


def _load(target: WarehouseTarget, connections: int) -> Load:
    ledger = Ledger(target, _SETTINGS.ops_schema)
    loader = SnapshotLoader(target, boto3.client("s3"), ledger, _SETTINGS, connections)
    begun = time.perf_counter()
    summary = loader.load(None, run_id="bench")
    seconds = time.perf_counter() - begun
    return Load(
        seconds=seconds,
        rows=sum(summary.loaded.values()),
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )
