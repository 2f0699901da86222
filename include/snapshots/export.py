"""Writes the published tenants of a day to S3: the only history that outlives the database."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from datetime import date
from typing import IO, TYPE_CHECKING, Any, Final

import pymysql
from botocore.exceptions import ClientError

from include.exceptions import SnapshotError
from include.ledger.restore_marker_table import read_restore_marker
from include.mysql.identifiers import quoted
from include.mysql.sql_files import SqlFiles
from include.mysql.target import WarehouseTarget
from include.s3.objects import is_not_found
from include.settings import Settings
from include.snapshots.snapshot_csv import snapshot_chunks
from include.snapshots.snapshot_export import SnapshotExport
from include.snapshots.snapshot_name import snapshot_key

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from pymysql.connections import Connection

_SQL = SqlFiles(__file__)

_MEMORY_LIMIT: Final = 16 * 1024 * 1024  # a day is about 2 MB


def export_snapshot(target: WarehouseTarget, s3: S3Client, settings: Settings, day: date) -> SnapshotExport:
    """Write the tenants of the published dump to the snapshot file of its day.

    The same content again is not written again. A corrected dump of the day replaces the file, and the loader
    then replaces the day.

    :param target: the warehouse, as the loading user.
    :param s3: client of the bucket's region.
    :param settings: bucket, names and schemas.
    :param day: JST day, which must be the dump date of what is published.
    :raises SnapshotError: if staging holds another day, or no tenant.
    """
    key = snapshot_key(settings, day)
    digest = hashlib.sha256()
    with tempfile.SpooledTemporaryFile(max_size=_MEMORY_LIMIT) as file:
        with target.with_schema(None).connect(autocommit=False) as connection:
            # One transaction: the restore marker belongs to the tenants that are read.
            _check_published(connection, settings, day)
            rows = _CountedRows(connection, settings.staging_schema)
            for chunk in snapshot_chunks(rows, day):
                digest.update(chunk)
                file.write(chunk)
        if rows.count == 0:
            raise SnapshotError(
                f"{settings.staging_schema}.tenants is empty; no snapshot was written for {day}.",
                "Look at check_staging of this run: an empty tenants table must not have been published.",
            )
        changed = _content_sha256(s3, settings.bucket, key) != digest.hexdigest()
        size = file.tell()
        if changed:
            _put(s3, settings.bucket, key, file, {"sha256": digest.hexdigest(), "rows": str(rows.count)})
    return SnapshotExport(
        day=day, key=key, rows=rows.count, size=size, sha256=digest.hexdigest(), changed=changed
    )


class _CountedRows:
    """The tenants, streamed and counted."""

    def __init__(self, connection: Connection[Any], schema: str) -> None:
        self.count = 0
        self._connection = connection
        self._schema = schema

    def __iter__(self) -> Iterator[tuple[object, ...]]:
        with self._connection.cursor(pymysql.cursors.SSCursor) as cursor:
            cursor.execute(_SQL.text("day_tenants").format(schema=quoted(self._schema)))
            for row in cursor:
                self.count += 1
                yield row


def _check_published(connection: Connection[Any], settings: Settings, day: date) -> None:
    marker = read_restore_marker(connection, settings.staging_schema)
    if marker is None or marker.dump_date != day:
        held = f"the dump of {marker.dump_date}" if marker else "no dump published by this pipeline"
        raise SnapshotError(
            f"{settings.staging_schema} holds {held}; a snapshot of {day} cannot be taken from it.",
            f"Publish the dump of {day} first (force_restore if a newer one is published) or skip this.",
        )


def _put(s3: S3Client, bucket: str, key: str, file: IO[bytes], metadata: dict[str, str]) -> None:
    file.seek(0)
    # One PUT of a small object is atomic: a reader sees the old file or the new one.
    s3.put_object(Bucket=bucket, Key=key, Body=file, ContentType="text/csv; charset=utf-8", Metadata=metadata)


def _content_sha256(s3: S3Client, bucket: str, key: str) -> str | None:
    """Return the SHA-256 of what is there already, read anew if the object does not tell it."""
    try:
        answer = s3.get_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if is_not_found(error):
            return None
        raise
    digest = hashlib.sha256()
    for chunk in answer["Body"].iter_chunks():
        digest.update(chunk)
    return digest.hexdigest()
