"""Preflight of the server: its settings, rights, room and schemas, before anything is changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from include.exceptions import PreflightError
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from include.staging.preflight.check_result import CheckResult, CheckStatus
from include.staging.preflight.preflight import Preflight
from include.staging.preflight.preflight_report import PreflightReport
from include.staging.preflight.server_checks import check_server, check_space, server_facts
from tests.include.staging.preflight.arrival import Arrival
from tests.include.world import DAY_10, World

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


def test_incident_5_the_run_marker_is_read_back_where_dashboards_read(
    world: World, s3: S3Client, arrival: Arrival, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrival.put(DAY_10)
    assert status(run(world, s3, reader=world.target), "reader endpoint") is CheckStatus.OK
    # Another cluster has a marker of its own, or none.
    monkeypatch.setattr("include.staging.preflight.server_checks._REPLICA_PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(type(world.ledger), "write_run_marker", lambda *_: None)
    assert failed(run(world, s3, reader=world.target)) == {"reader endpoint"}


def test_incident_25_a_stray_schema_is_reported(own_world: World, s3: S3Client, arrival: Arrival) -> None:
    own_world.execute("CREATE DATABASE basis")
    arrival.put(DAY_10)
    report = run(own_world, s3)
    result = next(r for r in report.results if r.name == "schemas")
    assert (result.status, result.measured) == (CheckStatus.WARNING, "basis")
    report.require()


def test_a_user_without_the_rights_is_told_which_step_failed(
    own_world: World, s3: S3Client, arrival: Arrival
) -> None:
    arrival.put(DAY_10)
    own_world.execute(
        "DROP USER IF EXISTS weak",
        "CREATE USER weak IDENTIFIED BY 'weak-test-password'",
        *(f"GRANT ALL ON `{name}`.* TO weak" for name in ("staging", "staging\\_incoming", "ops")),
        *(f"GRANT SELECT ON `{name}`.* TO weak" for name in ("silver", "gold", "seeds", "test\\_results")),
    )
    weak = replace(own_world.target, user="weak", password="weak-test-password")
    try:
        report = Preflight(weak, s3, own_world.ledger, own_world.settings).run(DAY_10, run_id="run")
    finally:
        own_world.execute("DROP USER weak")
    assert failed(report) == {"privileges"}
    assert "CREATE DATABASE IF NOT EXISTS `staging_backup_00000000`" in report.failures[0].message
    assert "_privilege_probe" not in own_world.tables("staging") + own_world.tables("staging_incoming")


def test_the_privilege_probe_leaves_nothing_behind(world: World, s3: S3Client, arrival: Arrival) -> None:
    arrival.put(DAY_10)
    before = world.schemas()
    run(world, s3)
    assert world.schemas() == before
    assert "_privilege_probe" not in world.tables("staging") + world.tables("staging_incoming")


SERVER_FAULTS = [
    ("read_only", 1, "writer endpoint"),
    ("lower_case_table_names", 1, "exact table names"),
    ("sql_require_primary_key", 1, "tables without key"),
    ("max_allowed_packet", 1_048_576, "max_allowed_packet"),
    ("tokyo_noon", None, "time zones"),
    ("version", "5.7.44-log", "server version"),
]


@pytest.mark.parametrize(("variable", "value", "check"), SERVER_FAULTS)
def test_incident_4_a_server_that_cannot_take_the_dump_fails_before_any_change(
    world: World, variable: str, value: object, check: str
) -> None:
    with world.target.connect() as connection:
        facts = server_facts(connection)
    assert all(result.status is CheckStatus.OK for result in check_server(facts))
    results = list(check_server({**facts, variable: value}))
    assert [r.name for r in results if r.status is CheckStatus.FAILED] == [check]


def test_local_infile_off_and_mariadb_are_warnings(world: World) -> None:
    with world.target.connect() as connection:
        facts = server_facts(connection)
    results = list(check_server({**facts, "local_infile": 0, "version": "10.11.6-MariaDB"}))
    assert {r.name for r in results if r.status is CheckStatus.WARNING} == {"local_infile", "server version"}


def test_a_full_disk_is_seen_where_the_disk_can_be_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.target.connect() as connection:
        facts = server_facts(connection)
    assert check_space(facts, "127.0.0.1", 10_000).status is CheckStatus.OK
    assert check_space(facts, "127.0.0.1", 10**15).status is CheckStatus.FAILED
    assert check_space(facts, "cluster.example.com", 10_000).status is CheckStatus.SKIPPED
    assert check_space(facts, "127.0.0.1", None).status is CheckStatus.SKIPPED


def test_a_report_without_dump_never_passes() -> None:
    report = PreflightReport(results=(CheckResult.ok("x", "1", "1"),), dump=None)
    with pytest.raises(PreflightError):
        report.require()
