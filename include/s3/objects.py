"""What several steps ask about an object in S3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import HeadObjectOutputTypeDef

# A HEAD has no body, so its error carries the status only (Amazon S3 API reference, HeadObject).
_NOT_FOUND: Final = frozenset({"404", "NoSuchKey", "NotFound"})


def error_code(error: ClientError) -> str:
    """Return S3's code of an error, such as ``AccessDenied``."""
    return str(error.response.get("Error", {}).get("Code", "?"))


def is_not_found(error: ClientError) -> bool:
    """Return whether an error says that there is no such object."""
    return error_code(error) in _NOT_FOUND


def head_object(s3: S3Client, bucket: str, key: str, version_id: str = "") -> HeadObjectOutputTypeDef | None:
    """Return what S3 knows of an object, or None if there is none.

    :param s3: client of the bucket's region.
    :param bucket: the bucket.
    :param key: the key.
    :param version_id: one version of it; empty for the newest.
    :raises ClientError: if S3 refuses for another reason.
    """
    try:
        if version_id:
            return s3.head_object(Bucket=bucket, Key=key, VersionId=version_id)
        return s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if is_not_found(error):
            return None
        raise


def read_object(s3: S3Client, bucket: str, key: str) -> bytes | None:
    """Return the content of a small object, or None if there is none.

    :param s3: client of the bucket's region.
    :param bucket: the bucket.
    :param key: the key.
    :raises ClientError: if S3 refuses for another reason.
    """
    try:
        return s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        if is_not_found(error):
            return None
        raise
