"""The snapshot files in S3."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar

from include.settings import Settings
from include.snapshots.snapshot_csv import read_snapshot
from include.snapshots.snapshot_file import SnapshotFile
from include.snapshots.snapshot_name import snapshot_day
from include.snapshots.snapshot_rows import SnapshotRows
from include.snapshots.unusable_snapshot import UnusableSnapshotError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

T = TypeVar("T")
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

    def content(self, file: SnapshotFile) -> bytes:
        """Return exactly the version that was listed: the ledger keeps its ETag.

        :raises UnusableSnapshotError: if it is too large for a snapshot.
        :raises botocore.exceptions.ClientError: if the file has changed since it was listed.
        """
        if file.size > LARGEST_FILE:
            raise UnusableSnapshotError(f"has {file.size:,} bytes, which no snapshot has")
        answer = self._s3.get_object(Bucket=self._settings.bucket, Key=file.key, IfMatch=file.etag)
        return answer["Body"].read()

    def fetch(self, file: SnapshotFile) -> SnapshotRows:
        """Return the checked rows of the version that was listed.

        :raises UnusableSnapshotError: if the file cannot be loaded.
        :raises botocore.exceptions.ClientError: if the file has changed since it was listed.
        """
        return read_snapshot(self.content(file), file.day)


def read_ahead(
    wanted: list[SnapshotFile], read: Callable[[SnapshotFile], T]
) -> Iterator[tuple[SnapshotFile, Future[T]]]:
    """Read the next file while the caller works on the one before.

    :param wanted: the files, in order.
    :param read: reads a file, in a thread of its own.
    :returns: each file with the future of what was read, which may raise what ``read`` raises.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        ahead: deque[tuple[SnapshotFile, Future[T]]] = deque()
        for file in wanted:
            ahead.append((file, pool.submit(read, file)))
            if len(ahead) > 1:
                yield ahead.popleft()
        yield from ahead
