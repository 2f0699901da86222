"""Keeps a copy of each published dump below ``processed/``; the original stays where it is."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import BotoCoreError, ClientError

from include.exceptions import ArchiveError
from include.ledger.ledger import Ledger
from include.ledger.publication import Publication
from include.s3.objects import error_code, head_object
from include.settings import Settings
from include.staging.retention.archived_dump import ArchivedDump

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CopySourceTypeDef

# Amazon S3 API reference, CopyObject: one request copies at most 5 GiB, more in up to 10,000 parts.
LARGEST_COPY: Final = 5 * 1024**3
PART_BYTES: Final = 512 * 1024**2
_SOURCE_ETAG: Final = "source-etag"


def archive_dump(s3: S3Client, ledger: Ledger, settings: Settings, day: date) -> ArchivedDump:
    """Copy the published dump of a day inside S3; a copy of the same version is not made again.

    The caller decides what a failure means: the data is published all the same (incident 16).

    :param s3: client of the bucket's region.
    :param ledger: tells which object version was published.
    :param settings: bucket and prefix.
    :param day: JST day of the dump.
    :raises ArchiveError: if the day was not published, the object has changed since, or S3 refuses.
    """
    publication = ledger.publication_of(day)
    if publication is None:
        raise ArchiveError(
            f"No dump of {day} was published, so there is nothing to archive.",
            f"Clear preflight of {day} with downstream.",
        )
    try:
        return _copy(s3, settings, publication)
    except (ClientError, BotoCoreError) as error:
        reason = error_code(error) if isinstance(error, ClientError) else type(error).__name__
        raise ArchiveError(
            f"{publication.object_key} could not be copied to {settings.processed_prefix}: {reason}.",
            "Check the role's rights on that prefix (GetObject, PutObject, AbortMultipartUpload), then clear "
            "archive_dump.",
        ) from error


def _copy(s3: S3Client, settings: Settings, publication: Publication) -> ArchivedDump:
    bucket, source = settings.bucket, publication.object_key
    key = settings.processed_prefix + PurePosixPath(source).name
    copy = head_object(s3, bucket, key)
    if copy is not None and copy["Metadata"].get(_SOURCE_ETAG) == publication.etag:
        return ArchivedDump(key=key, source_key=source, size=copy["ContentLength"], changed=False)
    original = head_object(s3, bucket, source, publication.version_id)
    if original is None or original["ETag"].strip('"') != publication.etag:
        raise ArchiveError(
            f"{source} is no longer the version that was published.",
            "Run the pipeline for that day again if the new version is the right one.",
        )
    origin: CopySourceTypeDef = {"Bucket": bucket, "Key": source}
    if publication.version_id:
        origin["VersionId"] = publication.version_id
    s3.copy(
        CopySource=origin,
        Bucket=bucket,
        Key=key,
        ExtraArgs={
            "CopySourceIfMatch": f'"{publication.etag}"',
            "MetadataDirective": "REPLACE",
            "Metadata": {**original["Metadata"], _SOURCE_ETAG: publication.etag},
            # Copying tags needs rights that the role lacked once; the run then failed after its success.
            "TaggingDirective": "REPLACE",
        },
        Config=TransferConfig(multipart_threshold=LARGEST_COPY, multipart_chunksize=PART_BYTES),
    )
    return ArchivedDump(key=key, source_key=source, size=original["ContentLength"], changed=True)
