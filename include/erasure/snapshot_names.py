"""A tenant's name in the snapshot files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from include.exceptions import ErasureError
from include.ledger.ledger import Ledger
from include.settings import Settings
from include.snapshots.snapshot_bucket import SnapshotBucket, read_ahead
from include.snapshots.snapshot_csv import snapshot_chunks
from include.snapshots.snapshot_file import SnapshotFile
from include.snapshots.snapshot_rows import SnapshotRows
from include.snapshots.unusable_snapshot import UnusableSnapshotError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# How the early exports wrote a name that must not be seen; the models read it as no name.
MASK: Final = "*"


class SnapshotNames:
    """The name of a tenant in every snapshot file; the row stays, so that the history keeps its counts.

    :param s3: client of the bucket's region.
    :param ledger: knows which version of a file is loaded: the rewritten one is not loaded again.
    :param settings: bucket and names.
    :param tenant_id: the tenant.
    """

    name = "names in snapshot files"

    def __init__(self, s3: S3Client, ledger: Ledger, settings: Settings, tenant_id: int) -> None:
        self._s3 = s3
        self._ledger = ledger
        self._settings = settings
        self._tenant_id = tenant_id

    def found(self) -> int:
        """Return the number of files that name the tenant.

        :raises ErasureError: naming a file that cannot be read.
        """
        return sum(1 for _ in self._files())

    def erase(self) -> None:
        """Write each of these files again with the name masked; all other bytes stay the same."""
        for file, rows in self._files():
            masked = [(*row[:3], MASK if row[0] == self._tenant_id else row[3]) for row in rows.rows]
            content = b"".join(snapshot_chunks(masked, file.day))
            answer = self._s3.put_object(
                Bucket=self._settings.bucket,
                Key=file.key,
                Body=content,
                ContentType="text/csv; charset=utf-8",
                Metadata={"sha256": hashlib.sha256(content).hexdigest(), "rows": str(len(masked))},
            )
            load = self._ledger.snapshot_loads().get(file.day)
            if load is not None and load.loaded_etag == file.etag:
                self._ledger.record_snapshot(replace(load, loaded_etag=answer["ETag"].strip('"')))

    def _files(self) -> Iterator[tuple[SnapshotFile, SnapshotRows]]:
        bucket = SnapshotBucket(self._s3, self._settings)
        files, _ = bucket.files()
        for file, future in read_ahead(list(files.values()), bucket.fetch):
            try:
                rows = future.result()
            except UnusableSnapshotError as error:
                raise ErasureError(
                    f"{file.key} cannot be searched: it {error.reason}.",
                    "Repair or delete that file, then run the command again.",
                ) from None
            if any(row[0] == self._tenant_id and row[3] not in {None, MASK} for row in rows.rows):
                yield file, rows
