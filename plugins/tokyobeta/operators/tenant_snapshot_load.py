"""The operator that loads daily tenant snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.text_table import log_table
from tokyobeta.hooks.aws import s3_client
from tokyobeta.operators.warehouse_operator import WarehouseOperator

if TYPE_CHECKING:
    from airflow.sdk import Context


class TenantSnapshotLoadOperator(WarehouseOperator):
    """Load the snapshot files whose days the warehouse lacks or whose content changed; never the others."""

    ui_color = "#d6eaf8"

    def execute(self, context: Context) -> dict[str, Any]:
        """Load them and return how many days and rows were new.

        :raises PublishError: if readers see another dump than this run's.
        :raises SnapshotError: if the file of the dump date is missing, unusable or was written from another
            dump; all others are loaded.
        """
        from include.snapshots.published_day import require_published_tenants
        from include.snapshots.snapshot_loader import SnapshotLoader

        self.require_published()
        loader = SnapshotLoader(
            self.target(), s3_client(self.settings.aws_conn_id), self.ledger(), self.settings
        )
        summary = loader.load(self.day, run_id=context["run_id"])
        for day, reason in sorted(summary.rejected.items()):
            self.log.warning("The snapshot of %s is not loaded: it %s", day, reason)
        require_published_tenants(self.target(), self.settings.staging_schema, self.day)
        rows = [
            ("files in S3", f"{summary.files}"),
            ("days in the table", f"{summary.days_in_table}"),
            ("days loaded now", f"{len(summary.loaded)}"),
            ("tenants loaded now", f"{summary.rows_loaded:,}"),
            ("files rejected", f"{len(summary.rejected)}"),
        ]
        log_table(self.log.info, ("history of tenants", "number"), rows)
        self.log.info("The tenants of %s are in the history.", self.day)
        return {
            "files": summary.files,
            "days_loaded": len(summary.loaded),
            "rows_loaded": summary.rows_loaded,
            "days_in_table": summary.days_in_table,
            "rejected": {day.isoformat(): reason for day, reason in summary.rejected.items()},
        }

    def get_openlineage_facets_on_complete(self, task_instance: Any) -> Any:
        """Name the files and the table of all days; only Airflow's OpenLineage provider asks."""
        from tokyobeta.open_lineage import asset_lineage, both, table_lineage

        all_days = table_lineage([f"{self.settings.staging_schema}.tenant_daily_snapshots"], [])
        return both(all_days, asset_lineage(self.inlets, []))
