"""Puts dumps, manifests and snapshots into the bucket, as the source's machines do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dev.sample.progress import Progress, silent
from dev.sample.sample_world import DUMPS, MANIFESTS, SNAPSHOTS
from include.exceptions import ConfigurationError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def upload(folder: Path, bucket: str, client: S3Client, progress: Progress = silent) -> list[str]:
    """Upload everything that was made in a folder; keys are the paths in it. A manifest follows its dump.

    :param folder: the ``out`` of the dumps and snapshots.
    :param bucket: an existing bucket.
    :param client: boto3's S3 client.
    :param progress: called with the stage ``upload`` (bytes).
    :returns: the keys, in the order of uploading.
    :raises ConfigurationError: if the folder holds nothing to upload.
    """
    files = [
        path
        for prefix in (SNAPSHOTS, DUMPS, MANIFESTS)
        for path in sorted((folder / prefix).glob("*"))
        # Unfinished files begin with a dot.
        if path.is_file() and not path.name.startswith(".")
    ]
    if not files:
        raise ConfigurationError(
            f"There is nothing to upload in {folder}.",
            "Make a dump first: python -m dev.sample generate.",
        )
    total, done = sum(path.stat().st_size for path in files), 0
    keys: list[str] = []
    for path in files:
        key = path.relative_to(folder).as_posix()
        client.upload_file(str(path), bucket, key)
        keys.append(key)
        done += path.stat().st_size
        progress("upload", done, total)
    return keys
