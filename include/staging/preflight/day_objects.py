"""Finds the dump and the manifest of a day in S3, by name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from include.dump.source.manifest import DumpManifest
from include.exceptions import DumpError
from include.ledger.dump_object import DumpObject
from include.s3.objects import head_object, read_object
from include.settings import Settings
from include.staging.preflight.dump_keys import dump_keys

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SUFFIXES: Final = ("", ".gz", ".zst")


def find_manifest(s3: S3Client, settings: Settings, day: date) -> DumpManifest | None:
    """Return the manifest of a day, or None if there is none.

    :raises DumpError: if it cannot be understood.
    """
    key = settings.manifest_prefix + settings.manifest_name.format(day=day)
    body = read_object(s3, settings.bucket, key)
    if body is None:
        return None
    return DumpManifest.from_json(body.decode("utf-8", "replace"), name=key)


def find_dump(s3: S3Client, settings: Settings, day: date, manifest: DumpManifest | None) -> DumpObject:
    """Return the dump of a day: plain, ``.gz`` or ``.zst``, by the date in its name.

    :param s3: client of the bucket's region.
    :param settings: bucket and names.
    :param day: JST day.
    :param manifest: decides between several forms of the day's dump.
    :raises DumpError: if there is none, or several and no manifest that names one of them.
    """
    name = settings.dump_prefix + settings.dump_name.format(day=day)
    found = [dump for key in dump_keys(name) if (dump := _head(s3, settings.bucket, key, day))]
    named = [dump for dump in found if manifest and dump.key == manifest.dump_key]
    if not found:
        raise DumpError(
            f"There is no dump of {day}: s3://{settings.bucket}/{name} does not exist, nor with .gz or .zst.",
            "Ask the owner of the dump job for it.",
        )
    if len(found) > 1 and not named:
        raise DumpError(
            f"There are several dumps of {day}: {', '.join(dump.key for dump in found)}.",
            "Move all but the right one to quarantine/.",
        )
    return (named or found)[0]


def _head(s3: S3Client, bucket: str, key: str, day: date) -> DumpObject | None:
    head = head_object(s3, bucket, key)
    if head is None:
        return None
    version = head.get("VersionId", "")
    return DumpObject(
        bucket=bucket,
        key=key,
        etag=head["ETag"].strip('"'),
        size=head["ContentLength"],
        dump_date=day,
        version_id="" if version == "null" else version,
        sha256=head.get("Metadata", {}).get("sha256"),
        last_modified=head["LastModified"],
    )
