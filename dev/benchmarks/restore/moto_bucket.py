"""An S3 with the dump in it: moto's server."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from dev.servers.ports import LOOPBACK, free_port

_BUCKET = "bench"


class MotoBucket:
    """Moto's server with one bucket; its process ends with the ``with`` block."""

    def __init__(self) -> None:
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.environment = {
            "AWS_ENDPOINT_URL": f"http://{LOOPBACK}:{self._port}",
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "ap-northeast-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def __enter__(self) -> MotoBucket:
        command = [sys.executable, "-m", "moto.server", "-H", LOOPBACK, "-p", str(self._port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.environ.update(self.environment)
        client = boto3.client("s3")
        for _ in range(300):
            try:
                client.create_bucket(
                    Bucket=_BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"}
                )
                break
            except (BotoCoreError, ClientError):
                time.sleep(0.1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(timeout=60)

    def put(self, path: Path) -> str:
        """Upload a file and return its address."""
        boto3.client("s3").upload_file(str(path), _BUCKET, path.name)
        return f"s3://{_BUCKET}/{path.name}"
