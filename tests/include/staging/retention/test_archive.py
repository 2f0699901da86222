from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import pytest

from include.exceptions import ArchiveError
from include.mysql.target import WarehouseTarget
from include.staging.publish.publisher import Publisher
from include.staging.retention import archive as archive_module
from include.staging.retention.archive import archive_dump
from tests.include.world import DAY_10, DAY_11, World

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = [pytest.mark.mysql, pytest.mark.aws]
BUCKET = "jram-gghouse"
SOURCE, COPY = "dumps/gghouse_20260210.sql.gz", "processed/gghouse_20260210.sql.gz"


@pytest.fixture
def s3(empty_aws: str) -> S3Client:
    client = boto3.client("s3", endpoint_url=empty_aws)
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    return client


@pytest.fixture
def world(empty_mysql: WarehouseTarget, s3: S3Client) -> World:
    """Publish the dump of 10 February as it is in S3."""
    made = World(empty_mysql)
    answer = s3.put_object(
        Bucket=BUCKET, Key=SOURCE, Body=b"the dump", Metadata={"sha256": "abc"}, Tagging="class=personal"
    )
    made.restore(DAY_10, etag=answer["ETag"].strip('"'))
    Publisher(made.target, made.ledger, made.settings).publish(DAY_10, run_id="r", code_version="c")
    return made


def test_the_published_dump_is_copied_and_the_original_stays(world: World, s3: S3Client) -> None:
    done = archive_dump(s3, world.ledger, world.settings, DAY_10)
    assert (done.key, done.source_key, done.size, done.changed) == (COPY, SOURCE, 8, True)
    assert s3.get_object(Bucket=BUCKET, Key=COPY)["Body"].read() == b"the dump"
    assert s3.head_object(Bucket=BUCKET, Key=COPY)["Metadata"]["sha256"] == "abc"
    assert s3.get_object(Bucket=BUCKET, Key=SOURCE)["Body"].read() == b"the dump"


def test_the_same_version_is_not_copied_again(
    world: World, s3: S3Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive_dump(s3, world.ledger, world.settings, DAY_10)
    monkeypatch.setattr(s3, "copy", lambda **_: pytest.fail("was copied again"))
    assert archive_dump(s3, world.ledger, world.settings, DAY_10).changed is False


def test_incident_16_tags_are_not_copied(world: World, s3: S3Client) -> None:
    archive_dump(s3, world.ledger, world.settings, DAY_10)
    assert s3.get_object_tagging(Bucket=BUCKET, Key=COPY)["TagSet"] == []


def test_an_object_that_changed_since_the_publish_is_not_archived_under_its_name(
    world: World, s3: S3Client
) -> None:
    s3.put_object(Bucket=BUCKET, Key=SOURCE, Body=b"another dump")
    with pytest.raises(ArchiveError, match="no longer the version"):
        archive_dump(s3, world.ledger, world.settings, DAY_10)
    assert "Contents" not in s3.list_objects_v2(Bucket=BUCKET, Prefix="processed/")


def test_an_unpublished_day_is_not_archived(world: World, s3: S3Client) -> None:
    with pytest.raises(ArchiveError, match="No dump of 2026-02-11 was published"):
        archive_dump(s3, world.ledger, world.settings, DAY_11)


def test_a_refusal_of_s3_is_an_archive_error(world: World, s3: S3Client, empty_aws: str) -> None:
    s3.delete_object(Bucket=BUCKET, Key=SOURCE)
    with pytest.raises(ArchiveError, match="no longer the version"):
        archive_dump(s3, world.ledger, world.settings, DAY_10)
    s3.delete_bucket(Bucket=BUCKET)
    with pytest.raises(ArchiveError):
        archive_dump(s3, world.ledger, world.settings, DAY_10)


def test_more_than_one_request_can_copy_is_copied_in_parts(
    empty_mysql: WarehouseTarget, s3: S3Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S3 copies at most 5 GiB in one request; a part has 5 MiB at least."""
    monkeypatch.setattr(archive_module, "LARGEST_COPY", 6 * 1024**2)
    monkeypatch.setattr(archive_module, "PART_BYTES", 5 * 1024**2)
    monkeypatch.setattr(s3, "copy_object", lambda **_: pytest.fail("one request was made for all of it"))
    content = b"0123456789abcdef" * (12 * 1024**2 // 16)
    answer = s3.put_object(Bucket=BUCKET, Key=SOURCE, Body=content, Metadata={"sha256": "abc"})
    world = World(empty_mysql)
    world.restore(DAY_10, etag=answer["ETag"].strip('"'))
    Publisher(world.target, world.ledger, world.settings).publish(DAY_10, run_id="r", code_version="c")
    done = archive_dump(s3, world.ledger, world.settings, DAY_10)
    assert (done.size, done.changed) == (len(content), True)
    copy = s3.get_object(Bucket=BUCKET, Key=COPY)
    assert copy["Body"].read() == content
    assert copy["Metadata"]["sha256"] == "abc"
    assert copy["ETag"].strip('"').endswith("-3"), "three parts"
    # Its own ETag is another one than the original's; it is found again all the same.
    assert archive_dump(s3, world.ledger, world.settings, DAY_10).changed is False
