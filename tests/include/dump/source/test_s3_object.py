"""Reading from S3: in order, one version only, whatever the store does."""

from __future__ import annotations

import secrets

import boto3
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

import include.dump.source.s3_object
from include.dump.errors import DumpFormatError, DumpSourceError
from include.dump.parse.inspection import inspect_dump
from include.dump.source.open_source import open_source
from include.dump.source.s3_object import S3ObjectSource
from tests.include.dump.contents import DUMPS

pytestmark = pytest.mark.aws


@pytest.fixture
def client(aws_endpoint: str):
    return boto3.client("s3", endpoint_url=aws_endpoint, region_name="ap-northeast-1")


@pytest.fixture
def bucket(client) -> str:
    name = f"dumps-{secrets.token_hex(4)}"
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    return name


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(include.dump.source.s3_object, "_PAUSE_SECONDS", 0.01)


@pytest.mark.parametrize("size", [0, 1, 999, 1000, 1001, 25_000])
@pytest.mark.parametrize("connections", [1, 3])
def test_all_bytes_in_order(client, bucket: str, size: int, connections: int) -> None:
    content = secrets.token_bytes(size)
    client.put_object(Bucket=bucket, Key="a", Body=content)
    source = S3ObjectSource(client, bucket, "a", connections=connections, range_bytes=1000)
    assert b"".join(source.read()) == content
    assert (source.size, source.uri) == (size, f"s3://{bucket}/a")
    assert source.tail(10) == content[-10:] if size else source.tail(10) == b""


@pytest.mark.parametrize("connections", [1, 3])
@pytest.mark.parametrize(
    ("start", "end"), [(0, 0), (0, 1), (999, 1001), (1500, 4000), (4900, 5000), (0, 5000)]
)
def test_a_part_is_read_and_nothing_else(client, bucket: str, connections: int, start: int, end: int) -> None:
    content = secrets.token_bytes(5000)
    client.put_object(Bucket=bucket, Key="a", Body=content)
    source = S3ObjectSource(client, bucket, "a", connections=connections, range_bytes=1000)
    assert b"".join(source.read(start, end)) == content[start:end]
    assert b"".join(source.read(start)) == content[start:]


def test_a_dump_is_inspected_by_its_address(client, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key="dumps/x.sql", Body=(DUMPS / "mysql_classic.sql").read_bytes())
    report = inspect_dump(open_source(f"s3://{bucket}/dumps/x.sql", client), full=True)
    assert len(report.tables) == 18
    assert report.etag is not None
    assert report.identity == f"s3://{bucket}/dumps/x.sql#{report.etag}"


def test_another_version_put_meanwhile_is_noticed(client, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key="a", Body=b"x" * 20_000)
    source = S3ObjectSource(client, bucket, "a", range_bytes=1000)
    pieces = source.read()
    next(pieces)
    client.put_object(Bucket=bucket, Key="a", Body=b"y" * 20_000)
    with pytest.raises(DumpSourceError, match="was replaced or removed while it was read"):
        list(pieces)


def test_a_removed_object_is_noticed(client, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key="a", Body=b"x" * 20_000)
    source = S3ObjectSource(client, bucket, "a")
    client.delete_object(Bucket=bucket, Key="a")
    with pytest.raises(DumpSourceError, match="replaced or removed"):
        list(source.read())


def test_no_object_and_other_kinds_of_dump(client, bucket: str) -> None:
    with pytest.raises(DumpSourceError, match="does not exist"):
        S3ObjectSource(client, bucket, "dumps/none.sql")
    for name in ("@.json", "@.done.json", "basis@t.tsv.zst"):
        client.put_object(Bucket=bucket, Key=f"shell/{name}", Body=b"{}")
    with pytest.raises(DumpFormatError, match="MySQL Shell dump"):
        S3ObjectSource(client, bucket, "shell/")


class Unsteady:
    """A client whose reads fail a number of times."""

    def __init__(self, client, failures: list[Exception]) -> None:
        self._client, self._failures = client, failures

    def __getattr__(self, name: str):
        return getattr(self._client, name)

    def get_object(self, **arguments):
        if self._failures:
            raise self._failures.pop()
        return self._client.get_object(**arguments)


@pytest.mark.parametrize("connections", [1, 3])
def test_reads_that_fail_are_tried_again(client, bucket: str, connections: int) -> None:
    content = secrets.token_bytes(5000)
    client.put_object(Bucket=bucket, Key="a", Body=content)
    slow_down = ClientError({"Error": {"Code": "SlowDown"}}, "GetObject")
    failures = [ReadTimeoutError(endpoint_url="x"), slow_down, ConnectionResetError()]
    assert (
        b"".join(S3ObjectSource(Unsteady(client, failures), bucket, "a", range_bytes=1000).read()) == content
    )
    lasting = [ConnectionResetError() for _ in range(100)]
    with pytest.raises(DumpSourceError, match="after 5 tries: ConnectionResetError"):
        list(S3ObjectSource(Unsteady(client, lasting), bucket, "a", connections=connections).read())


class Breaking:
    """A client whose first stream breaks off in the middle."""

    def __init__(self, client) -> None:
        self._client, self._broken = client, False

    def __getattr__(self, name: str):
        return getattr(self._client, name)

    def get_object(self, **arguments):
        answer = self._client.get_object(**arguments)
        if not self._broken:
            self._broken = True
            body, read = answer["Body"], answer["Body"].read
            whole = iter(range(2))

            def read_some(size: int) -> bytes:
                if next(whole, None) is None:
                    raise ConnectionResetError
                return read(size)

            body.read = read_some
        return answer


@pytest.mark.parametrize(
    ("connections", "start"), [(1, 0), (3, 100), (3, 0)], ids=["one stream", "a part", "ranges"]
)
def test_a_stream_that_breaks_off_goes_on_where_it_was(
    client, bucket: str, connections: int, start: int
) -> None:
    content = secrets.token_bytes(600_000)
    client.put_object(Bucket=bucket, Key="a", Body=content)
    source = S3ObjectSource(Breaking(client), bucket, "a", connections=connections, range_bytes=500_000)
    assert b"".join(source.read(start)) == content[start:]
