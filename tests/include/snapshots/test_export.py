from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from include.exceptions import SnapshotError
from include.snapshots.export import export_snapshot
from include.staging.publish.publisher import Publisher
from tests.include.conftest import record_rules, restore_record
from tests.include.world import DAY_9, DAY_10, World

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = [pytest.mark.mysql, pytest.mark.aws]
KEY = "snapshots/tenant_status/20260210.csv"


@pytest.fixture
def published(world: World) -> World:
    world.restore(DAY_10, {"movings": 1})
    world.execute(
        "CREATE TABLE staging_incoming.tenants (id INT UNSIGNED PRIMARY KEY, "
        "full_name VARCHAR(191) DEFAULT 'NULL', status INT UNSIGNED NOT NULL, "
        "contract_type INT UNSIGNED NOT NULL) COLLATE utf8mb4_unicode_ci",
        "INSERT INTO staging_incoming.tenants VALUES (97000, '佐藤、花子', 9, 1), (0, NULL, 8, 9), "
        "(5, 'NULL', 17, 2), (6, 'A, \"B\"\r\nC', 14, 1)",
    )
    record = restore_record(DAY_10, {"movings": 1, "tenants": 4})
    world.ledger.record_restore(record, "staging_incoming")
    record_rules(world.ledger, record)
    Publisher(world.target, world.ledger, world.settings).publish(DAY_10, run_id="r", code_version="c")
    return world


def body(s3: S3Client, bucket: str) -> bytes:
    return s3.get_object(Bucket=bucket, Key=KEY)["Body"].read()


def test_the_days_tenants_are_written_as_they_are_by_id(published: World, s3: S3Client) -> None:
    result = export_snapshot(published.target, s3, published.settings, DAY_10)
    content = body(s3, published.settings.bucket)
    assert content.decode() == (
        "tenant_id,status,contract_type,full_name,snapshot_date\r\n"
        "0,8,9,,2026-02-10\r\n"
        "5,17,2,NULL,2026-02-10\r\n"
        '6,14,1,"A, ""B""\r\nC",2026-02-10\r\n'
        "97000,9,1,佐藤、花子,2026-02-10\r\n"
    )
    assert (result.rows, result.size, result.changed) == (4, len(content), True)
    head = s3.head_object(Bucket=published.settings.bucket, Key=KEY)
    assert head["Metadata"]["sha256"] == result.sha256 == hashlib.sha256(content).hexdigest()
    assert head["ContentType"] == "text/csv; charset=utf-8"


def test_the_same_content_is_not_written_again(published: World, s3: S3Client) -> None:
    export_snapshot(published.target, s3, published.settings, DAY_10)
    before = s3.head_object(Bucket=published.settings.bucket, Key=KEY)["LastModified"]
    s3.put_bucket_versioning(Bucket=published.settings.bucket, VersioningConfiguration={"Status": "Enabled"})
    again = export_snapshot(published.target, s3, published.settings, DAY_10)
    assert again.changed is False
    head = s3.head_object(Bucket=published.settings.bucket, Key=KEY)
    assert head["LastModified"] == before
    assert head.get("VersionId", "null") == "null"


def test_a_file_without_checksum_and_with_other_content_is_replaced(published: World, s3: S3Client) -> None:
    s3.put_object(Bucket=published.settings.bucket, Key=KEY, Body=b"older")
    assert export_snapshot(published.target, s3, published.settings, DAY_10).changed
    assert body(s3, published.settings.bucket).startswith(b"tenant_id")


def test_incident_27_staging_of_another_day_is_refused(published: World, s3: S3Client) -> None:
    with pytest.raises(SnapshotError, match="staging holds the dump of 2026-02-10; a snapshot of 2026-02-09"):
        export_snapshot(published.target, s3, published.settings, DAY_9)
    assert "Contents" not in s3.list_objects_v2(Bucket=published.settings.bucket)


def test_nothing_published_is_refused(world: World, s3: S3Client) -> None:
    with pytest.raises(SnapshotError, match="no dump published"):
        export_snapshot(world.target, s3, world.settings, DAY_10)


def test_an_empty_tenants_table_writes_no_file(published: World, s3: S3Client) -> None:
    published.execute("DELETE FROM staging.tenants")
    with pytest.raises(SnapshotError, match="empty"):
        export_snapshot(published.target, s3, published.settings, DAY_10)
    assert "Contents" not in s3.list_objects_v2(Bucket=published.settings.bucket)
