"""The command line restores a dump of any size in less than 100 MiB, also from S3."""

from __future__ import annotations

import base64
import gzip
import json
import random
import subprocess
import sys
from pathlib import Path

import boto3
import pytest

from dev.servers.mysql_server import MySqlServer
from tests.include.dump.contents import compact

pytestmark = [pytest.mark.mysql, pytest.mark.aws]

MOST_MIB = 100
TABLE = "CREATE TABLE `t{0}` (`id` int NOT NULL, `v` varchar(1000), PRIMARY KEY (`id`))"
TABLES, STATEMENTS, ROWS = 4, 12, 1000  # of 1 MB each: with more text than all buffers take


@pytest.fixture(scope="module")
def dump() -> bytes:
    some = random.Random(1)
    lines = []
    for table in range(TABLES):
        lines.append(TABLE.format(table))
        for first in range(0, STATEMENTS * ROWS, ROWS):
            texts = [base64.b64encode(some.randbytes(750)).decode() for _ in range(ROWS)]
            rows = ",".join(f"({number},'{text}')" for number, text in enumerate(texts, first))
            lines.append(f"INSERT INTO `t{table}` VALUES {rows}")
    return compact(*lines)


@pytest.mark.parametrize("kind", ["file", "S3", "S3, gzip"])
def test_peak_memory_is_bounded(
    mysql_server: MySqlServer, aws_endpoint: str, schema: str, tmp_path: Path, dump: bytes, kind: str
) -> None:
    content = gzip.compress(dump, 1) if "gzip" in kind else dump
    assert len(content) > 32 * 1024 * 1024  # smaller ones are read as SQL in the inspection
    source = str(tmp_path / "dump.sql")
    Path(source).write_bytes(content)
    if "S3" in kind:
        client = boto3.client("s3", endpoint_url=aws_endpoint, region_name="ap-northeast-1")
        bucket = schema.replace("_", "-")
        where = {"LocationConstraint": "ap-northeast-1"}
        client.create_bucket(Bucket=bucket, CreateBucketConfiguration=where)  # type: ignore[arg-type]
        client.put_object(Bucket=bucket, Key="dump", Body=content)
        source = f"s3://{bucket}/dump"
    out = tmp_path / "summary.json"
    command = [sys.executable, "-m", "include.dump", "restore", "--source", source, "--json", str(out)]
    command += ["--url", mysql_server.target.url(), "--schema", schema]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", aws_endpoint)
        subprocess.run(command, check=True, capture_output=True)
    summary = json.loads(out.read_text())
    assert sum(table["rows"] for table in summary["tables"]) == TABLES * STATEMENTS * ROWS
    assert summary["peak_memory_mb"] < MOST_MIB
