"""One command makes the pipeline forget a person; the history keeps its counts (review, A10)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from include.exceptions import ErasureError
from include.ledger.pipeline_run import PipelineRun
from include.mysql.target import WarehouseTarget
from include.snapshots.snapshot_csv import snapshot_chunks
from include.snapshots.snapshot_loader import SnapshotLoader
from include.staging.publish.publisher import Publisher
from include.warehouse.cli import main
from tests.include.world import World

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = [pytest.mark.mysql, pytest.mark.aws]

PERSON, NAME, OTHER = 7, "忘却 花子", "残留 太郎"
DAYS = [date(2026, 2, 8) + timedelta(days=number) for number in range(4)]
SINCE = DAYS[2]
BUCKET = "jram-gghouse"


@pytest.fixture
def s3(empty_aws: str) -> S3Client:
    """A bucket that keeps versions, as production's."""
    client = boto3.client("s3", endpoint_url=empty_aws)
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    return client


@pytest.fixture
def world(empty_mysql: WarehouseTarget, s3: S3Client, monkeypatch: pytest.MonkeyPatch) -> World:
    """Four published days; the source erased the person before the dump of the third."""
    world = World(empty_mysql)
    publisher = Publisher(world.target, world.ledger, world.settings)
    for day in DAYS:
        held = day < SINCE
        world.restore(day, {"tenants": 3, "cash": 0}, mark=NAME if held else OTHER)
        publisher.publish(day, run_id="run", code_version="abc")
        dump = f"INSERT INTO tenants VALUES ({PERSON},'{NAME if held else ''}');".encode()
        for key in (f"dumps/gghouse_{day:%Y%m%d}.sql", f"processed/gghouse_{day:%Y%m%d}.sql.gz"):
            s3.put_object(Bucket=BUCKET, Key=key, Body=b"an earlier upload: " + dump)
            s3.put_object(Bucket=BUCKET, Key=key, Body=dump)
        put_snapshot(s3, day, NAME if held else None)
        # A version of the past, with the name although the newest has none.
        if day == DAYS[-1]:
            put_snapshot(s3, day, NAME)
            put_snapshot(s3, day, None)
    SnapshotLoader(world.target, s3, world.ledger, world.settings).load(None, run_id="run")
    fill_models(world)
    world.ledger.record_run(successful_run(DAYS[-1]))
    monkeypatch.setenv("MYSQL_URL", world.target.url())
    return world


def put_snapshot(s3: S3Client, day: date, name: str | None) -> None:
    rows = [(PERSON, 9, 1, name), (8, 14, 3, OTHER)]
    key = f"snapshots/tenant_status/{day:%Y%m%d}.csv"
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"".join(snapshot_chunks(rows, day)))


def fill_models(world: World) -> None:
    """What dbt and the enrichment have written, reduced to the columns that count here."""
    world.execute(
        "CREATE TABLE silver.tenant_status_history (tenant_id INT, full_name VARCHAR(191), valid_from DATE)",
        f"INSERT INTO silver.tenant_status_history VALUES ({PERSON}, '{NAME}', '2026-02-08'),"
        f" ({PERSON}, NULL, '2026-02-10'), (8, '{OTHER}', '2026-02-08')",
        "CREATE TABLE test_results.clean_name (id INT, full_name VARCHAR(191))",
        f"INSERT INTO test_results.clean_name VALUES ({PERSON}, '{NAME}')",
        "INSERT INTO staging.llm_enrichment_cache (tenant_id, full_name_hash, llm_nationality)"
        f" VALUES ({PERSON}, SHA2('{NAME}', 256), '日本'), (8, SHA2('{OTHER}', 256), '日本')",
    )


def successful_run(day: date) -> PipelineRun:
    return PipelineRun(
        dag_id="tokyobeta_daily",
        run_id="run",
        dump_date=day,
        state="success",
        started_at=datetime(2026, 2, 11, 22, tzinfo=UTC),
        ended_at=datetime(2026, 2, 11, 22, 10, tzinfo=UTC),
        environment="local",
        code_version="abc",
    )


def erase(empty_aws: str, *options: str) -> int:
    words = ["erase-person", str(PERSON), "--erased-since", SINCE.isoformat(), "--request", "T-1"]
    return main([*words, "--endpoint-url", empty_aws, *options])


def all_texts(world: World, s3: S3Client) -> Iterator[tuple[str, str]]:
    """Return every row of every table and every version of every object, with where it is."""
    with world.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_type = 'BASE TABLE' AND table_schema NOT IN"
            " ('mysql', 'sys', 'information_schema', 'performance_schema')"
        )
        for schema, table in list(cursor.fetchall()):
            cursor.execute(f"SELECT * FROM `{schema}`.`{table}`")
            for row in cursor.fetchall():
                yield f"{schema}.{table}", str(row)
    for version in s3.list_object_versions(Bucket=BUCKET).get("Versions", []):
        found = s3.get_object(Bucket=BUCKET, Key=version["Key"], VersionId=version["VersionId"])
        yield version["Key"], found["Body"].read().decode()


def places_of(text: str, world: World, s3: S3Client) -> set[str]:
    return {place for place, content in all_texts(world, s3) if text in content}


def counts(world: World) -> dict[str, Any]:
    tables = ("staging.tenant_daily_snapshots", "silver.tenant_status_history", "staging.tenants")
    return {table: world.value(f"SELECT COUNT(*) FROM {table}") for table in tables}


def test_no_row_and_no_object_version_names_the_person_any_more(
    world: World, s3: S3Client, empty_aws: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before, others = counts(world), places_of(OTHER, world, s3)
    # Should the search break, the assertion at the end would pass for the wrong reason.
    assert places_of(NAME, world, s3) >= {
        "staging_backup_20260209.tenants",
        "staging.tenant_daily_snapshots",
        "silver.tenant_status_history",
        "test_results.clean_name",
        "dumps/gghouse_20260208.sql",
        "processed/gghouse_20260209.sql.gz",
        "snapshots/tenant_status/20260209.csv",
        "snapshots/tenant_status/20260211.csv",
    }
    assert erase(empty_aws, "--apply") == 0
    assert places_of(NAME, world, s3) == set()
    assert world.value(f"SELECT COUNT(*) FROM staging.llm_enrichment_cache WHERE tenant_id = {PERSON}") == 0
    assert counts(world) == before
    # Nobody else is lost but with the old copies of everything.
    assert places_of(OTHER, world, s3) == others
    assert world.value("SELECT COUNT(*) FROM staging.llm_enrichment_cache") == 1
    report = capsys.readouterr().out
    assert "recorded in ops.erasures" in report
    assert NAME not in report


def test_the_dry_run_reports_and_changes_nothing(
    world: World, s3: S3Client, empty_aws: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(all_texts(world, s3))
    s3.put_object(Bucket=BUCKET, Key="contractstatus/contractstatus_20260210.csv", Body=b"x")
    s3.put_object(Bucket=BUCKET, Key="dumps/notes.sql", Body=b"x")
    s3.put_object(Bucket=BUCKET, Key="health/ledger.json.gz", Body=b"x")
    assert erase(empty_aws) == 0
    kept = [text for text in all_texts(world, s3) if text[1] != "x"]
    assert sorted(kept) == before
    lines = capsys.readouterr().out.splitlines()
    found = [re.split(r"\s{2,}", line) for line in lines if line.endswith("  -")]
    assert {name: int(count) for name, count, _ in found} == {
        "versions below dumps/": 4,
        "versions below processed/": 4,
        "names in snapshot files": 2,
        "staging.tenant_daily_snapshots": 2,
        "staging.llm_enrichment_cache": 1,
        "silver.tenant_status_history": 1,
        "old versions below snapshots/tenant_status/": 2,
        "staging backups": 2,
        "tables in staging_incoming": 0,
        "tables in test_results": 1,
    }
    assert any("contractstatus/" in line for line in lines)
    assert any("dumps/notes.sql" in line for line in lines)
    assert not any("health/" in line for line in lines)
    assert world.value("SELECT COUNT(*) FROM ops.erasures") == 0


def test_the_next_run_loads_no_snapshot_again_and_brings_no_name_back(
    world: World, s3: S3Client, empty_aws: str
) -> None:
    assert erase(empty_aws, "--apply") == 0
    loader = SnapshotLoader(world.target, s3, world.ledger, world.settings)
    assert loader.load(DAYS[-1], run_id="next").loaded == {}
    loader.load(None, run_id="rebuilt", rebuild=DAYS)
    assert places_of(NAME, world, s3) == set()


def test_a_second_erasure_finds_nothing(
    world: World, empty_aws: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert erase(empty_aws, "--apply") == 0
    capsys.readouterr()
    assert erase(empty_aws, "--apply") == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.endswith(" 0")]
    assert len(lines) == 10
    assert all(line.split()[-2:] == ["0", "0"] for line in lines)


def test_the_ledger_records_whom_by_number_only(world: World, empty_aws: str) -> None:
    assert erase(empty_aws, "--apply") == 0
    with world.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT tenant_id, erased_since, request, finished_at, places FROM ops.erasures")
        [(tenant, since, request, finished, places)] = cursor.fetchall()
    assert (tenant, since, request) == (PERSON, SINCE, "T-1")
    assert finished is not None
    assert json.loads(places)["names in snapshot files"] == 2


def test_nothing_is_erased_while_readers_still_see_the_person(
    world: World, s3: S3Client, empty_aws: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(all_texts(world, s3))
    words = ["erase-person", str(PERSON), "--erased-since", "2026-02-12", "--request", "T-1"]
    assert main([*words, "--endpoint-url", empty_aws, "--apply"]) == 1
    assert "what is published is from before 2026-02-12" in capsys.readouterr().err
    assert sorted(all_texts(world, s3)) == before


def test_a_snapshot_that_cannot_be_searched_stops_the_erasure(
    world: World, s3: S3Client, empty_aws: str, capsys: pytest.CaptureFixture[str]
) -> None:
    s3.put_object(Bucket=BUCKET, Key="snapshots/tenant_status/20260207.csv", Body=b"no header")
    assert erase(empty_aws, "--apply") == 1
    assert "20260207.csv cannot be searched" in capsys.readouterr().err


def test_what_s3_does_not_delete_is_an_error(world: World, s3: S3Client) -> None:
    """DeleteObjects answers 200 and lists what it refused (Amazon S3 API reference)."""
    from include.erasure.object_versions import ObjectVersions

    class Refusing:
        def __getattr__(self, name: str) -> Any:
            return getattr(s3, name)

        def delete_objects(self, **_: Any) -> dict[str, Any]:
            return {"Errors": [{"Key": "dumps/x", "Code": "AccessDenied"}]}

    versions = ObjectVersions(Refusing(), BUCKET, "dumps/", name="dumps", is_wanted=lambda *_: True)  # type: ignore[arg-type]
    with pytest.raises(ErasureError, match="dumps/x: AccessDenied"):
        versions.erase()


def test_tables_of_an_interrupted_restore_of_an_old_dump_go(
    world: World, s3: S3Client, empty_aws: str
) -> None:
    world.restore(DAYS[0] - timedelta(days=1), {"tenants": 1}, mark=NAME)
    assert erase(empty_aws, "--apply") == 0
    assert places_of(NAME, world, s3) == set()
