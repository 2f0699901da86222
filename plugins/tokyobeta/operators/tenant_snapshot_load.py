"""The operator that loads daily tenant snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
        return {
            "files": summary.files,
            "days_loaded": len(summary.loaded),
            "rows_loaded": summary.rows_loaded,
            "days_in_table": summary.days_in_table,
            "rejected": {day.isoformat(): reason for day, reason in summary.rejected.items()},
        }
