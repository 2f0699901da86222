"""The metrics of a finished run and of the watchdog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.alerts.metrics import Metric, MetricName
from include.freshness.freshness_report import FreshnessReport
from include.ledger.pipeline_run import PipelineRun

if TYPE_CHECKING:
    from include.ledger.restore_size import RestoreSize


def run_metrics(
    run: PipelineRun, *, late: bool, restore: RestoreSize | None, snapshots_rejected: int
) -> list[Metric]:
    """Return the metrics of a finished run.

    :param run: the run, ended.
    :param late: whether a run is still late now that this one has ended.
    :param restore: size and duration of the restore of the run's dump; None if the ledger does not know it.
    :param snapshots_rejected: snapshot files whose newest version could not be loaded.
    """
    return [
        Metric(MetricName.RUN_LATE, float(late)),
        Metric(MetricName.RUN_DURATION, run.seconds or 0.0, "Seconds"),
        Metric(MetricName.SNAPSHOTS_REJECTED, snapshots_rejected),
        *(
            (
                Metric(MetricName.DUMP_BYTES, restore.dump_bytes, "Bytes"),
                Metric(MetricName.RESTORE_DURATION, restore.seconds, "Seconds"),
            )
            if restore
            else ()
        ),
        *(
            Metric(MetricName.SPICE_ROWS, rows, dimensions={"DataSet": data_set})
            for data_set, rows in sorted(run.spice_rows.items())
        ),
    ]


def watchdog_metrics(report: FreshnessReport) -> list[Metric]:
    """Return the metrics of the watchdog.

    :param report: its measurement. What it could not measure gets no value.
    """
    return [
        Metric(MetricName.RUN_LATE, float(report.late is not None)),
        Metric(MetricName.WATCHDOG_RAN, 1.0),
        *(
            Metric(MetricName.DAYS_OLD, reading.age_days, "None", {"Table": reading.source})
            for reading in report.readings
        ),
    ]
