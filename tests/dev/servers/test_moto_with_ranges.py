"""The S3 stand-in answers a range by reading that range: a full-size day can be tried on a laptop."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from dev.servers.moto_with_ranges import StoredContent

pytestmark = [pytest.mark.aws]
CONTENT = bytes(range(256)) * 4096


class Buffer:
    def __init__(self) -> None:
        self.read_bytes = 0
        self._position = 0

    def seek(self, position: int) -> None:
        self._position = position

    def read(self, size: int) -> bytes:
        self.read_bytes += size
        return CONTENT[self._position : self._position + size]


def test_only_what_is_sliced_is_read():
    buffer = Buffer()
    content = StoredContent(
        SimpleNamespace(contentsize=len(CONTENT), lock=threading.Lock(), _value_buffer=buffer)
    )
    assert content[1000:1010] == CONTENT[1000:1010]
    assert buffer.read_bytes == 10
    assert b"".join(content) == CONTENT


@pytest.mark.parametrize(
    ("asked", "status", "expected", "shown"),
    [
        ("bytes=0-9", 206, CONTENT[:10], "bytes 0-9/1048576"),
        ("bytes=1000-1999", 206, CONTENT[1000:2000], "bytes 1000-1999/1048576"),
        ("bytes=1048570-", 206, CONTENT[-6:], "bytes 1048570-1048575/1048576"),
        ("bytes=-5", 206, CONTENT[-5:], "bytes 1048571-1048575/1048576"),
        ("bytes=0-1,5-6", 200, CONTENT, None),
    ],
)
def test_a_range_over_http(empty_aws: str, asked: str, status: int, expected: bytes, shown: str | None):
    s3 = bucket(empty_aws)
    answer = s3.get_object(Bucket="ranges", Key="k", Range=asked)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == status
    assert answer["Body"].read() == expected
    assert answer.get("ContentRange") == shown


def test_a_whole_object_and_a_range_behind_its_end(empty_aws: str):
    s3 = bucket(empty_aws)
    assert s3.get_object(Bucket="ranges", Key="k")["Body"].read() == CONTENT
    with pytest.raises(ClientError, match="InvalidRange"):
        s3.get_object(Bucket="ranges", Key="k", Range="bytes=1048576-1048580")


def bucket(endpoint: str) -> Any:
    s3 = boto3.client("s3", endpoint_url=endpoint)
    s3.create_bucket(Bucket="ranges", CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    s3.put_object(Bucket="ranges", Key="k", Body=CONTENT)
    return s3
