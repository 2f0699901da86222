"""Opening a dump by its address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError

from include.dump.source.local_file import LocalFileSource
from include.dump.source.s3_object import S3ObjectSource, unusable_client

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_S3 = re.compile(r"s3://([^/]+)/(.+)")


def open_source(
    address: str, client: S3Client | None = None, *, connections: int = 3
) -> LocalFileSource | S3ObjectSource:
    """Return the source at an address.

    :param address: a path, or ``s3://bucket/key``.
    :param client: the S3 client to use; by default one from boto3's usual settings.
    :param connections: connections to S3; 1 reads one stream.
    :raises DumpSourceError: if there is nothing there or it cannot be read.
    :raises DumpFormatError: if it is a folder.
    """
    match = _S3.fullmatch(address)
    if match is None:
        return LocalFileSource(address)
    if client is None:
        import boto3  # noqa: PLC0415 (half a second that a local file does not need)

        try:
            client = boto3.client("s3")
        except BotoCoreError as error:  # such as a profile that does not exist
            raise unusable_client(address, error) from error
    return S3ObjectSource(client, match[1], match[2], connections=connections)
