"""The operator that notices what nobody else would: that nothing happened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator

from include.settings import get_settings
from tokyobeta.hooks.aws import cloudwatch_client
from tokyobeta.hooks.warehouse import WarehouseHook

if TYPE_CHECKING:
    from airflow.sdk import Context


class FreshnessCheckOperator(BaseOperator):
    """Measure how old the data is that people look at, publish it as metrics, and fail if it is stale.

    Unlike an alert about a failed run it also speaks when no run was started at all (incident 1), and it
    fails when it cannot measure (incident 17).
    """

    ui_color = "#fcf3cf"

    def execute(self, context: Context) -> dict[str, Any]:
        """Measure, and return the age in days of each source.

        :raises FreshnessError: naming each source that is stale or could not be measured.
        """
        from include.alerts.metrics import publish_metrics  # noqa: PLC0415 (not paid at parse time)
        from include.alerts.run_metrics import freshness_metrics  # noqa: PLC0415
        from include.freshness.freshness import measure_freshness  # noqa: PLC0415
        from include.ledger.ledger import Ledger  # noqa: PLC0415

        settings = get_settings()
        target = WarehouseHook(settings.warehouse_conn_id).target()
        ledger = Ledger(target, settings.ops_schema)
        ledger.ensure()
        now = datetime.now(UTC)
        report = measure_freshness(target, ledger, settings, now=now)
        for line in report.table().splitlines():
            self.log.info("%s", line)
        published = ledger.published()
        publish_metrics(
            cloudwatch_client(settings.aws_conn_id),
            settings.environment,
            freshness_metrics(report, published.dump_date if published else None, now),
            now,
        )
        report.require()
        return {reading.source: round(reading.age_days, 2) for reading in report.readings}
