"""Loads snapshot files into ``staging.tenant_daily_snapshots``: only the days that the database lacks."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final

from include.exceptions import SnapshotError
from include.ledger.ledger import Ledger
from include.ledger.snapshot_load import SnapshotLoad
from include.mysql.identifiers import quoted
from include.mysql.named_lock import NamedLock
from include.mysql.target import WarehouseTarget
from include.mysql.timestamps import utc_now
from include.settings import Settings
from include.snapshots.day_loader import DayLoader
from include.snapshots.snapshot_bucket import SnapshotBucket
from include.snapshots.snapshot_file import SnapshotFile
from include.snapshots.snapshot_name import snapshot_key
from include.snapshots.snapshot_summary import SnapshotSummary
from include.snapshots.unusable_snapshot import UnusableSnapshotError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from pymysql.connections import Connection

log = logging.getLogger(__name__)

_LOCK: Final = NamedLock("tokyobeta_snapshots")
_LOCK_WAIT_SECONDS: Final = 10


class SnapshotLoader:
    """Loads snapshot files, each day in one transaction together with its row in the ledger.

    :param target: the warehouse, as the loading user.
    :param s3: client of the bucket's region.
    :param ledger: the run ledger on the same server.
    :param settings: bucket, names and schemas.
    :param connections: how many days are loaded at once. A day keeps one core of the server busy, and about
        30 MB of memory here.
    """

    def __init__(
        self,
        target: WarehouseTarget,
        s3: S3Client,
        ledger: Ledger,
        settings: Settings,
        connections: int = 2,
    ) -> None:
        self._connections = connections
        self._target = target.with_schema(None)
        self._bucket = SnapshotBucket(s3, settings)
        self._ledger = ledger
        self._settings = settings
        self._table = f"{quoted(settings.staging_schema)}.tenant_daily_snapshots"

    def load(self, day: date | None, *, run_id: str, rebuild: Collection[date] = ()) -> SnapshotSummary:
        """Load the days that are missing or whose file has changed; a second call loads nothing.

        An unusable file is recorded with its reason and left alone until it changes; the other files are
        loaded, and rows of the day from an earlier, usable version of the file stay.

        :param day: the run's own JST day, whose file must be there and usable; None to ask for no day.
        :param run_id: Airflow run, for the ledger.
        :param rebuild: days to load again although the ledger knows them.
        :raises SnapshotError: if the file of ``day`` or of a day to rebuild is missing or unusable, or the
            table does not hold the days that the ledger says; everything else is loaded by then.
        """
        started = time.monotonic()
        files, ignored = self._bucket.files()
        known = self._ledger.snapshot_loads()
        loaded: dict[date, int] = {}
        with self._exclusive() as connection:
            wanted = _wanted(files, known, _days_in(connection, self._table), rebuild)
            with closing(self._load_all(connection, wanted, run_id)) as loads:
                for file, load in loads:
                    if isinstance(load, UnusableSnapshotError):
                        log.warning("%s was rejected: it %s", file.key, load.reason)
                        known[file.day] = self._reject(file, known.get(file.day), load.reason, run_id)
                    else:
                        known[file.day] = load
                        loaded[file.day] = load.loaded_rows or 0
            days = _days_in(connection, self._table)
        rejected = {d: known[d].rejected_reason or "" for d in files if known[d].status == "rejected"}
        self._check_needed({*rebuild, *([day] if day else [])}, files, rejected)
        self._check_table({d for d in files if known[d].loaded_etag}, days)
        summary = SnapshotSummary(
            files=len(files),
            loaded=loaded,
            rejected=rejected,
            days_in_table=len(days),
            days_without_file=tuple(sorted(days - files.keys())),
            ignored_keys=tuple(ignored),
            seconds=time.monotonic() - started,
        )
        log.info("%s", summary)
        if summary.days_without_file:
            log.warning(
                "No file in S3 for %s: these days cannot be rebuilt.", _days(summary.days_without_file)
            )
        return summary

    def _load_all(
        self, first: Connection[Any], wanted: list[SnapshotFile], run_id: str
    ) -> Generator[tuple[SnapshotFile, SnapshotLoad | UnusableSnapshotError]]:
        """Load the files, several at once; return each with what became of it, in order."""
        loader = DayLoader(self._bucket, self._ledger, self._settings, use_load_data=_takes_load_data(first))
        free: SimpleQueue[Connection[Any]] = SimpleQueue()
        free.put(first)

        def load(file: SnapshotFile) -> SnapshotLoad | UnusableSnapshotError:
            connection = free.get()
            try:
                return loader.load(connection, file, run_id)
            except UnusableSnapshotError as error:
                return error
            finally:
                free.put(connection)

        at_once = max(1, min(self._connections, len(wanted)))
        with ExitStack() as stack:
            for _ in range(at_once - 1):
                free.put(stack.enter_context(self._connected()))
            pool = ThreadPoolExecutor(at_once)
            stack.callback(pool.shutdown, cancel_futures=True)
            yield from zip(wanted, pool.map(load, wanted), strict=True)

    def _reject(
        self, file: SnapshotFile, before: SnapshotLoad | None, reason: str, run_id: str
    ) -> SnapshotLoad:
        load = SnapshotLoad(
            snapshot_date=file.day,
            object_key=file.key,
            status="rejected",
            run_id=run_id,
            loaded_etag=before.loaded_etag if before else None,
            loaded_rows=before.loaded_rows if before else None,
            loaded_at=before.loaded_at if before else None,
            rejected_etag=file.etag,
            rejected_reason=reason,
            rejected_at=utc_now(),
        )
        self._ledger.record_snapshot(load)
        return load

    def _check_needed(
        self, needed: set[date], files: dict[date, SnapshotFile], rejected: dict[date, str]
    ) -> None:
        for day in sorted(needed):
            key = snapshot_key(self._settings, day)
            if day not in files:
                raise SnapshotError(
                    f"There is no snapshot of {day}: {key} is missing in {self._settings.bucket}.",
                    "Clear export_snapshot of that day, with downstream.",
                )
            if day in rejected:
                raise SnapshotError(
                    f"The snapshot of {day} is unusable: {key} {rejected[day]}.",
                    "Clear export_snapshot of that day with downstream, or repair the file.",
                )

    def _check_table(self, loaded: set[date], in_table: set[date]) -> None:
        if loaded - in_table:
            raise SnapshotError(
                f"{self._table} lacks days that the ledger says are loaded: {_days(loaded - in_table)}.",
                "Somebody deleted rows while they were being loaded: clear this task with downstream.",
            )

    @contextmanager
    def _exclusive(self) -> Iterator[Connection[Any]]:
        """Open a loading connection; only one loader at a time."""
        with self._connected() as connection:
            with connection.cursor() as cursor:
                alone = _LOCK.acquire(cursor, _LOCK_WAIT_SECONDS)
            if not alone:
                raise SnapshotError(
                    "Another session is loading snapshots at this moment.",
                    "Wait for it to end, then clear this task with downstream.",
                )
            yield connection

    @contextmanager
    def _connected(self) -> Iterator[Connection[Any]]:
        with self._target.connect(local_infile=True) as connection:
            with connection.cursor() as cursor:
                # Known escapes and no silent truncation, whatever the server's own mode is.
                cursor.execute("SET SESSION sql_mode = 'STRICT_ALL_TABLES'")
                cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
            yield connection


def _takes_load_data(connection: Connection[Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@GLOBAL.local_infile")
        row = cursor.fetchone()
    return bool(row and row[0])


def _wanted(
    files: dict[date, SnapshotFile],
    known: dict[date, SnapshotLoad],
    in_table: set[date],
    rebuild: Collection[date],
) -> list[SnapshotFile]:
    """Return the files to load: new, changed, to be rebuilt, or loaded once but gone from the table."""

    def is_wanted(file: SnapshotFile) -> bool:
        load = known.get(file.day)
        if load is None or file.day in rebuild:
            return True
        if load.status == "rejected":
            return load.rejected_etag != file.etag
        return load.loaded_etag != file.etag or file.day not in in_table

    return [file for file in files.values() if is_wanted(file)]


def _days_in(connection: Connection[Any], table: str) -> set[date]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT snapshot_date FROM {table}")  # noqa: S608
        return {row[0] for row in cursor.fetchall()}


def _days(days: Collection[date]) -> str:
    shown = ", ".join(day.isoformat() for day in sorted(days)[:10])
    return shown + (f" and {len(days) - 10} more" if len(days) > 10 else "")
