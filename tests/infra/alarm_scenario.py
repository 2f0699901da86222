"""Sixty days of an environment, minute by minute: what is published, and which alarms ought to ring.

The pipeline's values come from its own code (lateness, run and watchdog metrics), so that the scenario cannot
publish what the pipeline does not. Minute 0 is midnight in Tokyo.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from include.alerts.metrics import Metric, MetricName
from include.alerts.run_metrics import run_metrics, watchdog_metrics
from include.clock import TOKYO
from include.freshness.freshness import LIMITS
from include.freshness.freshness_reading import FreshnessReading
from include.freshness.freshness_report import FreshnessReport
from include.freshness.lateness import run_is_late
from include.ledger.pipeline_run import PipelineRun
from include.ledger.restore_size import RestoreSize
from include.quicksight.data_sets import DATA_SET_IDS
from tests.infra.cloudwatch_model import DAY, HOUR, Point

DAYS: Final = 60
PREFIX: Final = "tokyobeta-prod"
FIRST_DAY: Final = datetime(2026, 12, 1, tzinfo=TOKYO)
DUE: Final = time(8, 0)
GB: Final = 1_000_000_000

# A new environment (docs/runbooks/deploy.md): alarms muted by the first apply, enabled by the second, which
# then takes forty minutes for Airflow; the watchdog looks from the next morning on, and a person starts the
# first run.
ALARMS_MADE: Final = 10 * HOUR
ALARMS_ENABLED: Final = 12 * HOUR
AIRFLOW_STARTS: Final = 12 * HOUR + 40
FIRST_RUN_DAY: Final = 1

LATE: Final = {1: 10 * HOUR + 30, 9: 8 * HOUR + 25, 17: 11 * HOUR, 18: 8 * HOUR + 20}
MISSING: Final = {24, 31, 32}
QUALITY_FAILS: Final = 38
SLOW: Final = {41: 1100.0, 45: 1000.0, 46: 950.0}
NO_SPICE: Final = {43: 0, 44: 1, 48: 2, 51: 3, 3: 4, 4: 5, 5: 6, 6: 7, 7: 8, 8: 9, 10: 10}
SNAPSHOT_REJECTED: Final = {47, 48, 49}
DEPLOYMENTS: Final = {12, 50}
AIRFLOW_DOWN: Final = (53 * DAY + 6 * HOUR + 40, 53 * DAY + 10 * HOUR + 30)
WATCHDOG_PAUSED: Final = {55, 56}
DUMP_GROWS: Final = 58
# Source: the day on which its newest change stands still, and the day on which it moves again.
STANDS_STILL: Final = {"rooms": (14, 23), "apartments": (2, 35)}

Key = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Incident:
    """Something of which an alarm must notify once: from ``start`` and not after ``latest`` (minutes)."""

    alarm: str
    start: int
    latest: int


@dataclass(slots=True)
class Scenario:
    """What was published, by metric and dimensions, and what ought to ring."""

    series: dict[Key, list[Point]] = field(default_factory=lambda: defaultdict(lambda: [None] * (DAYS * DAY)))
    incidents: list[Incident] = field(default_factory=list)

    def publish(self, minute: int, metrics: Iterable[Metric]) -> None:
        """Publish metrics of the pipeline."""
        for metric in metrics:
            dimensions = {"Environment": "prod", **metric.dimensions}
            values = self.series[metric.name.value, tuple(sorted(dimensions.items()))]
            assert values[minute] is None, "one value a minute"
            values[minute] = metric.value

    def level(self, metric: str, dimensions: dict[str, str], minutes: Iterable[int], value: float) -> None:
        """Publish a value of AWS's own for each of some minutes."""
        values = self.series[metric, tuple(sorted(dimensions.items()))]
        for minute in minutes:
            values[minute] = value

    def expect(self, alarm: str, start: int, latest: int) -> None:
        """Expect one notification."""
        self.incidents.append(Incident(f"{PREFIX}-{alarm}", start, latest))


class Pipeline:
    """The runs and the watchdog of the scenario.

    :param scenario: where they publish.
    :param seed: of the minutes by which good mornings differ.
    """

    def __init__(self, scenario: Scenario, seed: int = 1) -> None:
        self.scenario = scenario
        self.random = random.Random(seed)
        self.newest_success: date | None = None

    def day(self, number: int) -> None:
        """Play one day."""
        midnight = number * DAY
        end = midnight + self._end_of_run(number)
        look = midnight + 8 * HOUR + self.random.randint(0, 3)
        down_from, down_to = AIRFLOW_DOWN
        if down_from <= look < down_to:
            # Airflow makes up for the newest missed schedule when it is back.
            look, end = down_to + 2, down_to + 25
        events: list[tuple[int, Callable[[int, int], None]]]
        events = [(end, self._run)] if number >= FIRST_RUN_DAY and number not in MISSING else []
        if number >= 1 and number not in WATCHDOG_PAUSED:
            events.append((look, self._watchdog))
        for minute, event in sorted(events, key=lambda each: each[0]):
            event(number, minute)

    def _end_of_run(self, number: int) -> int:
        if number == QUALITY_FAILS:
            return 9 * HOUR + 52
        return LATE.get(number) or 7 * HOUR + self.random.randint(8, 40)

    def _run(self, number: int, minute: int) -> None:
        self._check_staging(number, minute)
        ended = FIRST_DAY + timedelta(minutes=minute)
        seconds = SLOW.get(number, 500.0 + self.random.randint(0, 200))
        self.newest_success = ended.date()
        empty = NO_SPICE.get(number)
        run = PipelineRun(
            dag_id="tokyobeta_daily",
            run_id=str(number),
            dump_date=ended.date(),
            state="success",
            started_at=ended - timedelta(seconds=seconds),
            ended_at=ended,
            environment="prod",
            code_version="x",
            spice_rows={
                name: 0 if place % len(NO_SPICE) == empty else 1000 for place, name in enumerate(DATA_SET_IDS)
            },
        )
        grown = number >= DUMP_GROWS
        restore = RestoreSize(dump_bytes=13 * GB if grown else GB, seconds=2300.0 if grown else 60.0)
        late = run_is_late(self.newest_success, ended, DUE)
        rejected = int(number in SNAPSHOT_REJECTED)
        self.scenario.publish(
            minute, run_metrics(run, late=late, restore=restore, snapshots_rejected=rejected)
        )

    def _check_staging(self, number: int, end: int) -> None:
        def check(minute: int, failed: int) -> None:
            self.scenario.publish(minute, [Metric(MetricName.QUALITY_RULES_FAILED, failed)])

        if number == QUALITY_FAILS:
            for retry in range(3):
                check(number * DAY + 7 * HOUR + 4 + 7 * retry, 2)
        check(end - 5, 0)

    def _watchdog(self, number: int, minute: int) -> None:
        now = FIRST_DAY + timedelta(minutes=minute)
        readings = tuple(
            FreshnessReading(
                source=source,
                newest=now - timedelta(days=age),
                age_days=age,
                limit_days=limit,
                measured_on=now.date(),
                measured_at=now,
            )
            for source, limit in LIMITS.items()
            if (age := self._age(source, number, now)) is not None
        )
        late = "The run is late." if run_is_late(self.newest_success, now, DUE) else None
        report = FreshnessReport(readings=readings, unmeasured={}, late=late)
        self.scenario.publish(minute, watchdog_metrics(report))

    def _age(self, source: str, number: int, now: datetime) -> float | None:
        """Return the age as measure_freshness does: in whole days, or since the last change."""
        if self.newest_success is None:
            return None
        if source in {"published dump", "tenant snapshot", "gold"}:
            return float((now.date() - self.newest_success).days)
        changed = datetime.combine(self.newest_success, time(5, 0), TOKYO)
        stopped, moves = STANDS_STILL.get(source, (0, 0))
        if stopped <= number < moves:
            changed = FIRST_DAY + timedelta(days=stopped, hours=5)
        return (now - changed) / timedelta(days=1)


def platform(scenario: Scenario) -> None:
    """Publish what AWS measures every minute: Airflow's scheduler and queue, both database instances."""
    airflow = {"Environment": PREFIX}
    down = {number * DAY + 12 * HOUR + minute for number in DEPLOYMENTS for minute in range(35)}
    down |= set(range(*AIRFLOW_DOWN))
    alive = [minute for minute in range(AIRFLOW_STARTS, DAYS * DAY) if minute not in down]
    scenario.level("SchedulerHeartbeat", {"Function": "Scheduler", **airflow}, alive, 12.0)
    mornings = [number * DAY + 7 * HOUR for number in range(1, DAYS)]
    queue = {"Function": "Executor", **airflow}
    scenario.level("QueuedTasks", queue, alive, 0.0)
    for morning in mornings:
        scenario.level("QueuedTasks", queue, range(morning + 5, morning + 10), 14.0)
    stuck = 29 * DAY + 11 * HOUR
    scenario.level("QueuedTasks", queue, range(stuck, stuck + 40), 40.0)
    scenario.expect("airflow-queue", stuck, stuck + 20)
    for place in (1, 2):
        name = f"{PREFIX}-{place}"
        database = {"DBInstanceIdentifier": name}
        scenario.level("CPUUtilization", database, range(DAYS * DAY), 8.0)
        scenario.level("FreeLocalStorage", database, range(DAYS * DAY), 25.0 * GB)
        for morning in mornings:
            # As long as a run may take.
            scenario.level("CPUUtilization", database, range(morning, morning + 15), 95.0)
        busy, full = (20 + place) * DAY + 15 * HOUR, (26 + place) * DAY + 14 * HOUR
        scenario.level("CPUUtilization", database, range(busy, busy + 60), 95.0)
        scenario.level("FreeLocalStorage", database, range(full, full + 60), 5.0 * GB)
        scenario.expect(f"aurora-cpu-{name}", busy, busy + 25)
        scenario.expect(f"aurora-local-storage-{name}", full, full + 15)
        # A minor update of the instance: no figures for some minutes.
        for metric in ("CPUUtilization", "FreeLocalStorage"):
            values = scenario.series[metric, tuple(database.items())]
            values[33 * DAY + 4 * HOUR : 33 * DAY + 4 * HOUR + 8] = [None] * 8


def expectations(scenario: Scenario, extra: int) -> None:
    """Say which alarms ought to ring; ``extra`` points more delay the notice of an absence by as much."""

    def at(number: int, hour: int, minute: int = 0) -> int:
        return number * DAY + hour * HOUR + minute

    # Not the first day of all: before its first success nobody expects a run.
    for number in (*(LATE.keys() - {FIRST_RUN_DAY}), 24, 31, QUALITY_FAILS):
        scenario.expect("run-late", at(number, 8), at(number, 8, 5))
    scenario.expect("run-late", at(53, 8), AIRFLOW_DOWN[1] + 5)
    # Two missing days: what the dashboards show is then over its limit of one or two days.
    for source in ("published-dump", "tenant-snapshot", "gold", "movings", "tenants"):
        scenario.expect(f"days-old-{source}", at(32, 8), at(32, 8, 5))
    scenario.expect("days-old-rooms", at(21, 8), at(21, 8, 5))
    scenario.expect("days-old-apartments", at(32, 8), at(32, 8, 5))
    scenario.expect("quality-rules-failed", at(QUALITY_FAILS, 7), at(QUALITY_FAILS, 7, 10))
    # The run after a slow one was fast, and days 45 and 46 are one incident.
    for number in (41, 45):
        scenario.expect("run-duration", at(number, 7), at(number, 8))
    for number, first in NO_SPICE.items():
        for data_set in DATA_SET_IDS[first :: len(NO_SPICE)]:
            name = data_set.removeprefix("tokyobeta-")
            scenario.expect(f"spice-empty-{name}", at(number, 7), at(number, 8))
    scenario.expect("snapshots-rejected", at(47, 7), at(47, 8))
    for alarm in ("dump-size", "restore-duration"):
        scenario.expect(alarm, at(DUMP_GROWS, 7), at(DUMP_GROWS, 8))
    scenario.expect("airflow-heartbeat", AIRFLOW_DOWN[0], AIRFLOW_DOWN[0] + 5 * (12 + extra) + 5)
    # The last look was at 08:00 of day 54.
    scenario.expect("watchdog-silent", at(55, 8), at(54, 8) + (26 + extra + 2) * HOUR)


def sixty_days(extra: int) -> Scenario:
    """Return the scenario.

    :param extra: points that CloudWatch fetches beyond those it evaluates.
    """
    scenario = Scenario()
    pipeline = Pipeline(scenario)
    for number in range(DAYS):
        pipeline.day(number)
    platform(scenario)
    expectations(scenario, extra)
    return scenario
