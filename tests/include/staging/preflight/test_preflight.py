from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from include.exceptions import PreflightError
from include.ledger.dump_object import DumpObject
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from include.staging.preflight.check_result import CheckStatus
from include.staging.preflight.preflight import Preflight
from include.staging.preflight.preflight_report import PreflightReport
from include.staging.publish.publisher import Publisher
from tests.include.conftest import restore_record
from tests.include.staging.preflight.arrival import BUCKET, Arrival, dump_text
from tests.include.world import DAY_9, DAY_10, DAY_11, World

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = [pytest.mark.mysql, pytest.mark.aws]


def run(
    world: World,
    s3: S3Client,
    *,
    settings: Settings | None = None,
    reader: WarehouseTarget | None = None,
    force: bool = False,
) -> PreflightReport:
    preflight = Preflight(world.target, s3, world.ledger, settings or world.settings, reader=reader)
    return preflight.run(DAY_10, run_id="run", force=force)


def status(report: PreflightReport, name: str) -> CheckStatus:
    return next(result.status for result in report.results if result.name == name)


def failed(report: PreflightReport) -> set[str]:
    return {result.name for result in report.failures}


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_a_sound_dump_on_a_sound_server_passes_every_check(
    world: World, s3: S3Client, arrival: Arrival, suffix: str
) -> None:
    key = arrival.put(DAY_10, suffix=suffix)
    report = run(world, s3)
    assert [(r.name, r.message) for r in report.results if r.status not in {"ok", "skipped"}] == []
    dump = report.require()
    assert (dump.key, dump.dump_date) == (key, DAY_10)
    assert dump.sha256 is not None
    assert DumpObject.from_json(dump.to_json()) == dump


def test_every_check_is_a_line_of_the_table_with_measure_and_expectation(
    world: World, s3: S3Client, arrival: Arrival
) -> None:
    arrival.put(DAY_10)
    report = run(world, s3)
    table = report.table()
    for result in report.results:
        assert f"{result.status}" in table
        assert result.name in table
    assert "reader endpoint" in table
    assert "no reader connection is configured" in table


def test_a_new_warehouse_gets_its_schemas_and_own_tables(
    empty_mysql: WarehouseTarget, s3: S3Client, arrival: Arrival
) -> None:
    world = World(empty_mysql, Settings(min_dump_bytes=1_000))
    world.execute("DROP DATABASE silver", "DROP TABLE staging.llm_enrichment_cache")
    arrival.put(DAY_10)
    run(world, s3).require()
    assert {
        "staging",
        "staging_incoming",
        "silver",
        "gold",
        "seeds",
        "test_results",
        "ops",
    } <= world.schemas()
    assert "llm_enrichment_cache" in world.tables("staging")


def test_all_failures_are_told_at_once_each_with_what_to_do(
    world: World, s3: S3Client, arrival: Arrival
) -> None:
    arrival.put(DAY_10, source_host="localhost", valid_for_etl=False, reason="corrupted_snapshot_window")
    world.execute("SET GLOBAL max_allowed_packet = 1048576")
    try:
        report = run(world, s3)
    finally:
        world.execute("SET GLOBAL max_allowed_packet = 67108864")
    assert {"max_allowed_packet", "vouched for", "source"} <= failed(report)
    with pytest.raises(PreflightError) as raised:
        report.require()
    assert "corrupted_snapshot_window" in raised.value.problem
    assert "taken from localhost" in raised.value.problem
    assert "max_allowed_packet to 64 MiB" in raised.value.action


def test_no_dump_is_one_failed_check(world: World, s3: S3Client) -> None:
    report = run(world, s3)
    assert failed(report) == {"dump"}
    with pytest.raises(PreflightError, match="There is no dump of 2026-02-10"):
        report.require()


def test_the_day_is_taken_from_the_name_never_from_last_modified(
    world: World, s3: S3Client, arrival: Arrival
) -> None:
    arrival.put(DAY_10)
    arrival.put(DAY_9)  # uploaded later
    assert run(world, s3).require().key.endswith("20260210.sql.gz")


def test_two_forms_of_one_day_need_a_manifest_that_names_one(
    world: World, s3: S3Client, arrival: Arrival
) -> None:
    arrival.put(DAY_10, suffix="", manifest=None)
    named = arrival.put(DAY_10, suffix=".gz")
    assert run(world, s3).require().key == named
    s3.delete_object(Bucket=BUCKET, Key="dumps-manifest/gghouse_20260210.json")
    report = run(world, s3)
    assert failed(report) == {"dump"}
    assert "several dumps" in report.failures[0].message


FAULTS: list[tuple[str, dict[str, Any], str, str]] = [
    ("incident 13: own host", {"source_host": "127.0.0.1"}, "source", "taken from 127.0.0.1"),
    ("incident 13: our warehouse", {"source_host": "OUR-CLUSTER.example.com."}, "source", "our-cluster"),
    ("wrong source database", {"source_database": "staging"}, "source", "database staging, not basis"),
    ("script calls it invalid", {"valid_for_etl": False, "reason": "x"}, "vouched for", "invalid: x"),
    ("source not valid", {"source_valid": False}, "vouched for", "no reason given"),
    ("truncated upload", {"dump_size_bytes": 99}, "manifest", "dump_size_bytes 99"),
    ("manifest of another day", {"dump_date": "2026-02-09"}, "manifest", "dump_date 2026-02-09"),
    ("damaged upload", {"dump_sha256": "0" * 64}, "dump content", "0000"),
    (
        "incident 14: stale content under a fresh name",
        {
            "max_updated_at_by_table": {
                "movings": "2026-02-02 04:00:00",
                "tenants": "2026-02-10T01:00:00+00:00",
            }
        },
        "source age",
        "older than the name",
    ),
    (
        "incident 14: by the older name of the fact",
        {
            "max_updated_at_by_table": None,
            "source_table_max_updated_at": {
                "movings": "2026-02-10 01:00:00",
                "tenants": "2026-02-02 04:00:00",
            },
        },
        "source age",
        "older than the name",
    ),
]


@pytest.mark.parametrize(("why", "facts", "check", "text"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_manifest_that_speaks_against_the_dump_stops_the_run(
    world: World, s3: S3Client, arrival: Arrival, why: str, facts: dict[str, Any], check: str, text: str
) -> None:
    arrival.put(DAY_10, **facts)
    own = replace(world.target, host=world.target.host)
    settings = Settings(min_dump_bytes=1_000, refused_source_hosts=("127.0.0.1", "our-cluster.example.com"))
    report = run(world, s3, settings=settings, reader=own)
    assert check in failed(report), why
    result = next(r for r in report.failures if r.name == check)
    assert text in result.message + result.measured
    assert result.action


def test_a_dump_from_our_own_warehouse_is_refused(world: World, s3: S3Client, arrival: Arrival) -> None:
    arrival.put(DAY_10, source_host=world.target.host)
    assert failed(run(world, s3, settings=Settings(min_dump_bytes=1, refused_source_hosts=()))) == {"source"}


def test_a_future_change_in_the_manifest_proves_nothing(world: World, s3: S3Client, arrival: Arrival) -> None:
    future = {"movings": "2026-02-10 01:00:00", "tenants": "2053-01-01 00:00:00"}
    arrival.put(DAY_10, max_updated_at_by_table=future)
    assert status(run(world, s3), "source age") is CheckStatus.SKIPPED


def test_content_is_measured_at_the_end_of_the_tokyo_day(
    world: World, s3: S3Client, arrival: Arrival
) -> None:
    # 36 h before the end of 10 February in Tokyo is 9 February 12:00 there, 03:00 UTC.
    for minute, expected in (("03:00:00", CheckStatus.OK), ("02:59:00", CheckStatus.FAILED)):
        moments = dict.fromkeys(("movings", "tenants"), f"2026-02-09 {minute}")
        arrival.put(DAY_10, max_updated_at_by_table=moments)
        assert status(run(world, s3), "source age") is expected


def test_without_a_manifest_the_content_is_checked_and_the_gap_shown(
    world: World, s3: S3Client, arrival: Arrival
) -> None:
    arrival.put(DAY_10, manifest=None)
    report = run(world, s3)
    assert status(report, "manifest") is CheckStatus.WARNING
    assert status(report, "source age") is CheckStatus.SKIPPED
    assert status(report, "dump content") is CheckStatus.OK
    strict = Settings(min_dump_bytes=1_000, manifest_required=True)
    assert failed(run(world, s3, settings=strict)) == {"manifest"}


def test_a_manifest_that_is_no_json_stops_the_run(world: World, s3: S3Client, arrival: Arrival) -> None:
    arrival.put(DAY_10)
    s3.put_object(Bucket=BUCKET, Key="dumps-manifest/gghouse_20260210.json", Body=b"{oops")
    assert "cannot be understood" in run(world, s3).failures[0].message


BROKEN = [
    ("cut in the middle of a statement", dump_text("x")[:-40], "ends inside a statement"),
    ("a table missing (incident 3)", dump_text("x", without="Costs"), "Costs"),
    ("another database inside", dump_text("x", database="staging"), "staging"),
    ("no dump at all", b"hello " * 1_000, ""),
]


@pytest.mark.parametrize(("why", "content", "text"), BROKEN, ids=[fault[0] for fault in BROKEN])
def test_a_broken_dump_is_refused_although_its_manifest_agrees(
    world: World, s3: S3Client, arrival: Arrival, why: str, content: bytes, text: str
) -> None:
    arrival.put(DAY_10, content)
    report = run(world, s3)
    assert failed(report) - {"dump size"} == {"dump content"}, why
    assert text in report.failures[-1].message


def test_a_dump_too_small_to_be_one_is_refused(world: World, s3: S3Client, arrival: Arrival) -> None:
    arrival.put(DAY_10)
    assert "dump size" in failed(run(world, s3, settings=Settings()))


def test_a_reuploaded_old_dump_is_refused_by_its_bytes(
    own_world: World, s3: S3Client, arrival: Arrival
) -> None:
    content = dump_text("the ninth")
    arrival.put(DAY_10, content)
    sha256 = run(own_world, s3).require().sha256
    own_world.ledger.record_restore(restore_record(DAY_9, {"movings": 1}, sha256=sha256), "staging_incoming")
    for manifest in ("written", None):
        s3.delete_object(Bucket=BUCKET, Key="dumps-manifest/gghouse_20260210.json")
        arrival.put(DAY_10, content, manifest=manifest)
        report = run(own_world, s3)
        assert failed(report) == {"new content"}
        assert "the dump of 2026-02-09" in report.failures[0].message


def test_an_older_dump_than_published_needs_force(own_world: World, s3: S3Client, arrival: Arrival) -> None:
    own_world.restore(DAY_11)
    Publisher(own_world.target, own_world.ledger, own_world.settings).publish(
        DAY_11, run_id="r", code_version="c"
    )
    arrival.put(DAY_10)
    assert failed(run(own_world, s3)) == {"newer than published"}
    report = run(own_world, s3, force=True)
    assert status(report, "newer than published") is CheckStatus.WARNING
    report.require()
