"""Versions of objects that hold personal data, deleted for good."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from include.clock import parse_day
from include.exceptions import ConfigurationError, ErasureError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

# Amazon S3 API reference, DeleteObjects: at most 1,000 keys in one request.
_BATCH: Final = 1000

IsWanted = Callable[[str, bool], bool]


class ObjectVersions:
    """The object versions below a prefix that are to go. In a bucket without versions these are the objects.

    :param s3: client of the bucket's region, of a person who may delete versions.
    :param bucket: the bucket.
    :param prefix: where to look.
    :param name: what the report calls it.
    :param is_wanted: decides by key, and by whether the version is the newest one.
    """

    def __init__(self, s3: S3Client, bucket: str, prefix: str, *, name: str, is_wanted: IsWanted) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._prefix = prefix
        self._is_wanted = is_wanted
        self.name = name

    def found(self) -> int:
        """Return how many versions and delete markers there are."""
        return sum(1 for _ in self._versions())

    def erase(self) -> None:
        """Delete them.

        :raises ErasureError: naming the first key that S3 would not delete.
        """
        versions = list(self._versions())
        for first in range(0, len(versions), _BATCH):
            some = versions[first : first + _BATCH]
            answer = self._s3.delete_objects(Bucket=self._bucket, Delete={"Objects": some, "Quiet": True})
            for error in answer.get("Errors", ()):
                raise ErasureError(
                    f"S3 did not delete a version of {error.get('Key')}: {error.get('Code')}.",
                    "Run it as somebody who has s3:DeleteObjectVersion there; what is done stays done.",
                )

    def _versions(self) -> Iterator[ObjectIdentifierTypeDef]:
        pages = self._s3.get_paginator("list_object_versions").paginate(
            Bucket=self._bucket, Prefix=self._prefix
        )
        for page in pages:
            for item in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                if self._is_wanted(item["Key"], item["IsLatest"]):
                    yield {"Key": item["Key"], "VersionId": item["VersionId"]}


def dump_day(key: str) -> date | None:
    """Return the day in the name of a dump or of its copy, whatever follows it; None without one."""
    digits = re.search(r"(?<!\d)\d{8}(?!\d)", PurePosixPath(key).name)
    try:
        return parse_day(digits[0]) if digits else None
    except ConfigurationError:
        return None
