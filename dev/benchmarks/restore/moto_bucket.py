"""An S3 with the dump in it: moto's server."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import boto3

from dev.servers.moto_server import started_moto

_BUCKET = "bench"


class MotoBucket:
    """Moto's server with one bucket; its process ends with the ``with`` block."""

    def __init__(self) -> None:
        self._running = ExitStack()
        self.environment = {
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "ap-northeast-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def __enter__(self) -> MotoBucket:
        self.environment["AWS_ENDPOINT_URL"] = self._running.enter_context(started_moto())
        os.environ.update(self.environment)
        boto3.client("s3").create_bucket(
            Bucket=_BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"}
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()

    def put(self, path: Path) -> str:
        """Upload a file and return its address."""
        boto3.client("s3").upload_file(str(path), _BUCKET, path.name)
        return f"s3://{_BUCKET}/{path.name}"
