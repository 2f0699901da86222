"""The snapshot files in S3."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING, Final

from include.settings import Settings
from include.snapshots.snapshot_csv import read_snapshot
from include.snapshots.snapshot_file import SnapshotFile
from include.snapshots.snapshot_name import snapshot_day
from include.snapshots.snapshot_rows import SnapshotRows
from include.snapshots.unusable_snapshot import UnusableSnapshotError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LARGEST_FILE: Final = 64 * 1024 * 1024  # a day is about 2 MB; more is no snapshot


class SnapshotBucket:
    """The snapshot files in S3.

    :param s3: client of the bucket's region.
    :param settings: bucket and names.
    """

    def __init__(self, s3: S3Client, settings: Settings) -> None:
        self._s3 = s3
        self._settings = settings

    def files(self) -> tuple[dict[date, SnapshotFile], list[str]]:
        """Return the files by day in order, and the keys below the prefix that are no snapshot files."""
        files, ignored = {}, []
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self._settings.bucket, Prefix=self._settings.snapshot_prefix
        )
        for item in (item for page in pages for item in page.get("Contents", ())):
            day = snapshot_day(self._settings, item["Key"])
            if day is None:
                ignored.append(item["Key"])
            else:
                etag = item["ETag"].strip('"')
                files[day] = SnapshotFile(day=day, key=item["Key"], etag=etag, size=item["Size"])
        return dict(sorted(files.items())), ignored

    def fetch_ahead(self, wanted: list[SnapshotFile]) -> Iterator[tuple[SnapshotFile, Future[SnapshotRows]]]:
        """Read and check the next file while the caller works on the one before.

        :param wanted: the files, in order.
        :returns: each file with the future of its rows, which may raise :class:`UnusableSnapshotError`.
        """
        with ThreadPoolExecutor(max_workers=1) as pool:
            ahead: deque[tuple[SnapshotFile, Future[SnapshotRows]]] = deque()
            for file in wanted:
                ahead.append((file, pool.submit(self.fetch, file)))
                if len(ahead) > 1:
                    yield ahead.popleft()
            yield from ahead

    def fetch(self, file: SnapshotFile) -> SnapshotRows:
        """Return the checked rows of exactly the version that was listed: the ledger keeps its ETag.

        :raises UnusableSnapshotError: if the file cannot be loaded.
        :raises botocore.exceptions.ClientError: if the file has changed since it was listed.
        """
        if file.size > LARGEST_FILE:
            raise UnusableSnapshotError(f"has {file.size:,} bytes, which no snapshot has")
        answer = self._s3.get_object(Bucket=self._settings.bucket, Key=file.key, IfMatch=file.etag)
        return read_snapshot(answer["Body"].read(), file.day)
