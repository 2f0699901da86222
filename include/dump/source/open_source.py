"""Opening a dump by its address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from include.dump.source.local_file import LocalFileSource

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from include.dump.source.s3_object import S3ObjectSource

_S3 = re.compile(r"s3://([^/]+)/(.+)")


def open_source(
    address: str, client: S3Client | None = None, *, connections: int = 3
) -> LocalFileSource | S3ObjectSource:
    """Return the source at an address.

    :param address: a path, or ``s3://bucket/key``.
    :param client: the S3 client to use; by default one from the usual settings of AWS's programs.
    :param connections: connections to S3; 1 reads one stream.
    :raises DumpSourceError: if there is nothing there or it cannot be read.
    :raises DumpFormatError: if it is a folder.
    """
    match = _S3.fullmatch(address)
    if match is None:
        return LocalFileSource(address)
    # A local file needs none of this: a third of the start and 7 MiB. Nor is boto3 needed, which adds 2 MiB.
    import botocore.session  # noqa: PLC0415
    from botocore.exceptions import BotoCoreError  # noqa: PLC0415

    from include.dump.source.s3_object import S3ObjectSource, unusable_client  # noqa: PLC0415

    if client is None:
        try:
            client = cast("S3Client", botocore.session.get_session().create_client("s3"))
        except (BotoCoreError, ValueError) as error:  # no such profile, an endpoint that is none
            raise unusable_client(address, error) from error
    return S3ObjectSource(client, match[1], match[2], connections=connections)
