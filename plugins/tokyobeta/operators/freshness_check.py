"""The operator that notices what nobody else would: that nothing happened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator

from include.settings import get_settings
from tokyobeta.hooks.aws import cloudwatch_client, s3_client
from tokyobeta.hooks.warehouse import WarehouseHook

if TYPE_CHECKING:
    from airflow.sdk import Context


class FreshnessCheckOperator(BaseOperator):
    """Decide whether the run is late, measure how old the data is, publish both, and fail on stale data.

    Unlike an alert about a failed run it also speaks when no run was started at all (incident 1), and it
    fails when it cannot measure (incident 17). That it ran is a metric as well: its own silence is an alarm.
    """

    ui_color = "#fcf3cf"

    def execute(self, context: Context) -> dict[str, Any]:
        """Measure, and return the age in days of each source.

        :raises FreshnessError: naming each source that is stale or could not be measured.
        """
        from include.alerts.metrics import publish_metrics
        from include.alerts.run_metrics import watchdog_metrics
        from include.freshness.freshness import measure_freshness
        from include.health.store import write_health
        from include.ledger.ledger import Ledger

        settings = get_settings()
        target = WarehouseHook(settings.warehouse_conn_id).target()
        ledger = Ledger(target, settings.ops_schema)
        ledger.ensure()
        now = datetime.now(UTC)
        report = measure_freshness(target, ledger, settings, now=now)
        for line in report.table().splitlines():
            self.log.info("%s", line)
        self.log.info("The daily run is %s.", f"late: {report.late}" if report.late else "on time")
        publish_metrics(
            cloudwatch_client(settings.aws_conn_id),
            settings.environment,
            watchdog_metrics(report),
            now,
        )
        try:
            # Before the failure: the health pages say what is stale, and that somebody has looked.
            write_health(target, s3_client(settings.aws_conn_id), settings)
        finally:
            report.require()  # stale data is the worse news
        return {reading.source: round(reading.age_days, 2) for reading in report.readings}
