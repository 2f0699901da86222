"""The metrics of a finished run."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from include.alerts.metrics import Metric, MetricName
from include.clock import TOKYO
from include.freshness.freshness_report import FreshnessReport
from include.ledger.pipeline_run import PipelineRun

# The dump is taken at 05:30 JST: the age of what people see counts from there.
DUMP_TIME = time(5, 30)


def dump_age_hours(dump_date: date, now: datetime) -> float:
    """Return how many hours before ``now`` the dump of a day was taken."""
    return (now - datetime.combine(dump_date, DUMP_TIME, tzinfo=TOKYO)).total_seconds() / 3600


def run_metrics(run: PipelineRun, *, snapshots_rejected: int) -> list[Metric]:
    """Return the metrics of a finished run.

    :param run: the run, ended.
    :param snapshots_rejected: snapshot files whose newest version could not be loaded.
    """
    ended = run.ended_at or datetime.now(UTC)
    return [
        Metric(MetricName.RUN_SUCCEEDED, float(run.state == "success")),
        Metric(MetricName.RUN_DURATION, run.seconds or 0.0, "Seconds"),
        Metric(MetricName.DUMP_AGE, dump_age_hours(run.dump_date, ended), "None"),
        Metric(MetricName.SNAPSHOTS_REJECTED, snapshots_rejected),
        *(
            Metric(MetricName.SPICE_ROWS, rows, dimensions={"DataSet": data_set})
            for data_set, rows in sorted(run.spice_rows.items())
        ),
    ]


def freshness_metrics(report: FreshnessReport, dump_date: date | None, now: datetime) -> list[Metric]:
    """Return the metrics of a freshness measurement.

    :param report: the measurement. What it could not measure gets no value: a missing value is an alarm.
    :param dump_date: day of the published dump, or None.
    :param now: moment of the measurement, timezone-aware.
    """
    metrics = [
        Metric(MetricName.DAYS_OLD, reading.age_days, "None", {"Table": reading.source})
        for reading in report.readings
    ]
    metrics.append(Metric(MetricName.RUN_LATE, float(report.late is not None)))
    if dump_date is not None:
        metrics.append(Metric(MetricName.DUMP_AGE, dump_age_hours(dump_date, now), "None"))
    return metrics
