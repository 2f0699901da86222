from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from include.alerts.metrics import MetricName
from include.alerts.run_metrics import watchdog_metrics
from include.exceptions import FreshnessError
from include.freshness.freshness import DAILY_DAG_ID, LIMITS, measure_freshness
from include.freshness.freshness_report import FreshnessReport
from include.ledger.pipeline_run import PipelineRun
from include.mysql.target import WarehouseTarget
from tests.include.world import World

pytestmark = pytest.mark.mysql
# 09:00 in Tokyo on 10 February.
MORNING = datetime(2026, 2, 10, 0, 0, tzinfo=UTC)


@pytest.fixture
def world(empty_mysql: WarehouseTarget) -> World:
    """Everything as it is on a good morning."""
    made = World(empty_mysql)
    for table in ("movings", "tenants", "rooms", "apartments"):
        made.execute(
            f"CREATE TABLE staging.{table} (id INT, updated_at TIMESTAMP NULL)",
            f"INSERT INTO staging.{table} VALUES (1, '2026-02-09 10:00'), (2, NULL)",
        )
    made.execute(
        "CREATE TABLE staging._dump_seal (dump_date DATE)",
        "INSERT INTO staging._dump_seal VALUES ('2026-02-10')",
        "INSERT INTO staging.tenant_daily_snapshots VALUES ('2026-02-10', 1, 9, 1, NULL)",
        "CREATE TABLE gold.daily_activity_summary (as_of_date DATE)",
        "INSERT INTO gold.daily_activity_summary VALUES ('2026-02-10')",
    )
    made.ledger.record_run(run_of(date(2026, 2, 10)))
    return made


def run_of(day: date, state: str = "success") -> PipelineRun:
    return PipelineRun(
        dag_id=DAILY_DAG_ID, run_id=f"{day}", dump_date=day, state=state, started_at=MORNING,
        ended_at=MORNING, environment="local", code_version="c",
    )  # fmt: skip


def measure(world: World, now: datetime = MORNING) -> FreshnessReport:
    return measure_freshness(world.target, world.ledger, world.settings, now=now)


def test_a_good_morning_is_fresh_and_recorded(world: World) -> None:
    report = measure(world)
    report.require()
    assert {r.source: round(r.age_days, 2) for r in report.readings} == {
        "movings": 0.58,
        "tenants": 0.58,
        "rooms": 0.58,
        "apartments": 0.58,
        "published dump": 0.0,
        "tenant snapshot": 0.0,
        "gold": 0.0,
    }
    assert world.value("SELECT COUNT(*) FROM ops.freshness WHERE status = 'fresh'") == len(LIMITS)
    measure(world)
    assert world.value("SELECT COUNT(*) FROM ops.freshness") == len(LIMITS)


def test_incident_1_ten_days_without_a_run_are_noticed(world: World) -> None:
    report = measure(world, datetime(2026, 2, 20, 0, 0, tzinfo=UTC))
    with pytest.raises(FreshnessError) as raised:
        report.require()
    for source in ("movings", "tenants", "rooms", "published dump", "tenant snapshot", "gold"):
        assert source in raised.value.problem
    assert "published dump is 10.0 days old (limit 1)" in raised.value.problem


def test_days_are_counted_in_tokyo(world: World) -> None:
    # 23:30 in Tokyo on the 11th, then half past midnight on the 12th.
    days = {"published dump", "tenant snapshot", "gold"}
    before = measure(world, datetime(2026, 2, 11, 14, 30, tzinfo=UTC)).stale
    after = measure(world, datetime(2026, 2, 11, 15, 30, tzinfo=UTC)).stale
    assert days & {reading.source for reading in before} == set()
    assert days & {reading.source for reading in after} == days


def test_a_change_dated_in_the_future_does_not_make_old_data_fresh(world: World) -> None:
    world.execute(
        "UPDATE staging.movings SET updated_at = '2026-02-01' WHERE id = 1",
        "INSERT INTO staging.movings VALUES (3, '2035-01-01')",
    )
    assert [reading.source for reading in measure(world).stale] == ["movings"]


@pytest.mark.parametrize(
    ("damage", "source"),
    [
        ("DROP TABLE staging.movings", "movings"),
        ("DELETE FROM staging.tenants", "tenants"),
        ("UPDATE staging.rooms SET updated_at = NULL", "rooms"),
        ("ALTER TABLE staging.apartments DROP COLUMN updated_at", "apartments"),
        ("DROP TABLE staging._dump_seal", "published dump"),
        ("DELETE FROM staging.tenant_daily_snapshots", "tenant snapshot"),
        ("DROP DATABASE gold", "gold"),
    ],
)
def test_incident_17_what_cannot_be_measured_is_never_fresh(world: World, damage: str, source: str) -> None:
    world.execute(damage)
    report = measure(world)
    assert list(report.unmeasured) == [source]
    assert "unknown" in report.table()
    with pytest.raises(FreshnessError, match=f"{source} could not be measured"):
        report.require()


def test_the_table_shows_each_source_with_its_age_and_limit(world: World) -> None:
    lines = measure(world).table().splitlines()
    assert len(lines) == len(LIMITS) + 2
    assert lines[2].split() == ["fresh", "movings", "2026-02-09", "10:00", "UTC", "0.6", "2"]


@pytest.mark.parametrize(
    ("utc", "late"),
    [
        (datetime(2026, 2, 10, 22, 59, tzinfo=UTC), 0.0),  # 07:59 in Tokyo on the 11th
        (datetime(2026, 2, 10, 23, 0, tzinfo=UTC), 1.0),
        (datetime(2026, 2, 11, 5, 0, tzinfo=UTC), 1.0),
    ],
)
def test_a_run_that_is_not_done_at_eight_is_late(world: World, utc: datetime, late: float) -> None:
    report = measure(world, utc)
    [metric] = [m for m in watchdog_metrics(report) if m.name is MetricName.RUN_LATE]
    assert metric.value == late
    if late:
        with pytest.raises(FreshnessError, match=r"no complete run for the dump of 2026-02-11 by 08:00"):
            report.require()


def test_a_failed_run_is_late_and_a_done_one_is_not(world: World) -> None:
    eight = datetime(2026, 2, 10, 23, 0, tzinfo=UTC)
    world.ledger.record_run(run_of(date(2026, 2, 11), "failed"))
    assert measure(world, eight).late is not None
    world.ledger.record_run(run_of(date(2026, 2, 11)))
    assert measure(world, eight).late is None
