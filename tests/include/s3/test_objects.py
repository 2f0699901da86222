"""What is not there is None; what may not be read is an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import ClientError

from include.s3.objects import error_code, head_object, read_object

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.aws
BUCKET = "jram-gghouse"


@pytest.fixture
def s3(empty_aws: str) -> S3Client:
    client = boto3.client("s3", endpoint_url=empty_aws)
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    return client


def test_an_object_that_is_not_there_is_none(s3: S3Client) -> None:
    assert head_object(s3, BUCKET, "dumps/absent.sql") is None
    assert read_object(s3, BUCKET, "dumps/absent.sql") is None


def test_each_version_is_found(s3: S3Client) -> None:
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    first = s3.put_object(Bucket=BUCKET, Key="a", Body=b"1")["VersionId"]
    s3.put_object(Bucket=BUCKET, Key="a", Body=b"22")
    newest, older = head_object(s3, BUCKET, "a"), head_object(s3, BUCKET, "a", first)
    assert newest is not None
    assert older is not None
    assert (newest["ContentLength"], older["ContentLength"]) == (2, 1)
    assert read_object(s3, BUCKET, "a") == b"22"


def test_a_missing_bucket_is_no_missing_object(s3: S3Client) -> None:
    with pytest.raises(ClientError) as caught:
        read_object(s3, "another-bucket", "a")
    assert error_code(caught.value) == "NoSuchBucket"
