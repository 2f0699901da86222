"""Where the document is kept: an object in S3, so that the web server needs no way into the warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.exceptions import HealthError
from include.health.collect import collect
from include.health.document import HealthDocument
from include.mysql.target import WarehouseTarget
from include.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

DOCUMENT = "ledger.json.gz"


def write_health(target: WarehouseTarget, s3: S3Client, settings: Settings) -> int:
    """Read the ledger and put the document in place of the one before.

    :param target: the warehouse, as the loading user.
    :param s3: an S3 client.
    :param settings: the bucket, the prefix and the ledger's schema.
    :returns: bytes written.
    :raises pymysql.err.MySQLError: if the ledger cannot be read.
    :raises botocore.exceptions.ClientError: if S3 refuses the object.
    """
    content = collect(target, settings).to_bytes()
    s3.put_object(
        Bucket=settings.bucket,
        Key=f"{settings.health_prefix}{DOCUMENT}",
        Body=content,
        ContentType="application/json",
        ContentEncoding="gzip",
    )
    return len(content)


class HealthStore:
    """Reads the document; a content that was read before is not parsed again.

    :param settings: the bucket and the prefix.
    """

    def __init__(self, settings: Settings) -> None:
        self._bucket = settings.bucket
        self._key = f"{settings.health_prefix}{DOCUMENT}"
        self._read: tuple[str, HealthDocument] | None = None

    def document(self, s3: S3Client) -> HealthDocument | None:
        """Return the newest document, or None before the first one was written.

        :param s3: an S3 client.
        :raises HealthError: if S3 does not answer or the object is no document.
        """
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 (kept out of DAG files)

        seen = self._read
        try:
            unless_changed: Any = {"IfNoneMatch": seen[0]} if seen else {}
            answer = s3.get_object(Bucket=self._bucket, Key=self._key, **unless_changed)
            document = HealthDocument.from_bytes(answer["Body"].read())
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code")
            if code in {"304", "NotModified"} and seen:
                return seen[1]
            if code in {"NoSuchKey", "404"}:
                return None
            raise self._unreadable(error) from error
        except (BotoCoreError, ValueError, KeyError, OSError) as error:
            raise self._unreadable(error) from error
        self._read = (answer["ETag"], document)
        return document

    def _unreadable(self, error: Exception) -> HealthError:
        return HealthError(
            f"s3://{self._bucket}/{self._key} cannot be read: {error}",
            "Check the connection aws_default and the rights of the web server's role on that object. The "
            "tables that readers see do not depend on it.",
        )
