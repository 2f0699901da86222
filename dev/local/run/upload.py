"""Puts files into the bucket of the local stack."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def upload_missing(s3: S3Client, bucket: str, folder: Path, paths: Iterable[Path]) -> int:
    """Upload the files that the bucket lacks or holds with other content, and return how many.

    :param s3: client of the stand-in.
    :param bucket: where to.
    :param folder: a file's key is its path below this folder.
    :param paths: the files.
    """
    there = _etags(s3, bucket)
    sent = 0
    for path in paths:
        key = path.relative_to(folder).as_posix()
        # The ETag of an object that was put in one part is the MD5 of its content.
        with path.open("rb") as file:
            etag = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
            if there.get(key) != etag:
                file.seek(0)
                s3.put_object(Bucket=bucket, Key=key, Body=file)
                sent += 1
    return sent


def _etags(s3: S3Client, bucket: str) -> dict[str, str]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return {item["Key"]: item["ETag"].strip('"') for page in pages for item in page.get("Contents", [])}
