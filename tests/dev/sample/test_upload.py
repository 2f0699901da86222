"""What was made reaches the bucket under production's keys."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import boto3
import pytest

from dev.sample.__main__ import main
from dev.sample.sample_world import SampleWorld
from dev.sample.upload import upload
from include.exceptions import ConfigurationError

pytestmark = pytest.mark.aws
BUCKET = "sample-upload"


def test_keys_are_production_s_and_a_manifest_follows_its_dump(
    aws_endpoint: str, sample: SampleWorld, tmp_path: Path
) -> None:
    sample.write_snapshots(date(2026, 2, 8), date(2026, 2, 9), tmp_path, with_gaps=False)
    for name in ("dumps/gghouse_20260210.sql.gz", "dumps-manifest/gghouse_20260210.json", "dumps/.half.part"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    client = boto3.client("s3", endpoint_url=aws_endpoint)
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    told: list[tuple[str, int, int]] = []
    keys = upload(tmp_path, BUCKET, client, lambda *step: told.append(step))
    assert keys == [
        "snapshots/tenant_status/20260208.csv",
        "snapshots/tenant_status/20260209.csv",
        "dumps/gghouse_20260210.sql.gz",
        "dumps-manifest/gghouse_20260210.json",
    ]
    stored = client.get_object(Bucket=BUCKET, Key=keys[0])["Body"].read()
    assert stored == (tmp_path / keys[0]).read_bytes()
    assert told[-1][1] == told[-1][2]


def test_the_command_uploads_to_an_endpoint(aws_endpoint: str, tmp_path: Path) -> None:
    client = boto3.client("s3", endpoint_url=aws_endpoint)
    client.create_bucket(
        Bucket="sample-command", CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"}
    )
    assert main(["snapshots", "--out", str(tmp_path), "--from", "2026-02-09", "--to", "2026-02-09"]) == 0
    arguments = ["upload", "--out", str(tmp_path), "--bucket", "sample-command"]
    assert main([*arguments, "--endpoint-url", aws_endpoint]) == 0
    listed = client.list_objects_v2(Bucket="sample-command")["Contents"]
    assert [entry["Key"] for entry in listed] == ["snapshots/tenant_status/20260209.csv"]


def test_nothing_to_upload_is_an_error(aws_endpoint: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="nothing to upload"):
        upload(tmp_path, BUCKET, boto3.client("s3", endpoint_url=aws_endpoint))
