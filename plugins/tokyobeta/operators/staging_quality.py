"""The operator that audits a restored dump."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tokyobeta.health_page import HealthPageLink, health_page
from tokyobeta.hooks.aws import cloudwatch_client
from tokyobeta.operators.warehouse_operator import WarehouseOperator

if TYPE_CHECKING:
    from airflow.sdk import Context


class StagingQualityOperator(WarehouseOperator):
    """Measure every quality rule on the restored dump, shown with its threshold; a failure stops the run.

    :param waive: JSON list of rules that a person lets fail in this run (templated).
    :param reason: who lets them fail and why (templated).
    :param decided_on: the ``restore_id`` of the only dump on which they may fail; empty for any (templated).
    """

    template_fields: Sequence[str] = (
        *WarehouseOperator.template_fields,
        *("waive", "reason", "decided_on"),
    )
    ui_color = "#fcf3cf"
    operator_extra_links = (HealthPageLink(),)

    def __init__(self, *, waive: str = "[]", reason: str = "", decided_on: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.waive = waive
        self.reason = reason
        self.decided_on = decided_on

    def execute(self, context: Context) -> dict[str, int]:
        """Measure and return how many rules passed, failed, were skipped or waived.

        :raises PreflightError: if preflight has passed no dump in this run.
        :raises FailedRulesError: listing every failed rule with its measured value; nothing was published.
        """
        from include.alerts.metrics import Metric, MetricName, publish_metrics
        from include.staging.quality.quality_checker import (
            QualityChecker,
            require_quality,
            results_table,
        )

        checker = QualityChecker(self.target(), self.ledger(), self.settings)
        dump = self.looked_at()
        waived = json.loads(self.waive)
        if waived and self.decided_on and self.decided_on != dump.restore_id:
            self.log.warning(
                "The decision to publish was about another dump of %s, which has been replaced since: "
                "no rule is waived for this one.",
                self.day,
            )
            waived = []
        results = checker.run(
            self.day,
            run_id=context["run_id"],
            waived=waived or (),
            reason=self.reason if waived else "",
            restore_id=dump.restore_id,
            uploaded_at=dump.last_modified,
        )
        for line in results_table(results).splitlines():
            self.log.info("%s", line)
        # Before the failure: the alarm watches the rules that stop a run; warnings are in the ledger.
        blocking = Metric(MetricName.QUALITY_RULES_FAILED, sum(result.blocks for result in results))
        cloudwatch = cloudwatch_client(self.settings.aws_conn_id)
        publish_metrics(cloudwatch, self.settings.environment, [blocking], datetime.now(UTC))
        self.write_health()
        self.log.info("Data health of the day: %s", health_page(self.day))
        require_quality(results, self.day)
        counts: dict[str, int] = {}
        for result in results:
            counts[result.status] = counts.get(result.status, 0) + 1
        return counts
