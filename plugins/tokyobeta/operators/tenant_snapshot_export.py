"""The operator that writes the day's tenants to S3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.text_table import log_table
from tokyobeta.hooks.aws import s3_client
from tokyobeta.operators.warehouse_operator import WarehouseOperator

if TYPE_CHECKING:
    from airflow.sdk import Context


class TenantSnapshotExportOperator(WarehouseOperator):
    """Write the published tenants of the dump date to their snapshot file: history outlives the database."""

    ui_color = "#d6eaf8"

    def execute(self, context: Context) -> dict[str, Any]:
        """Write the file, unless S3 holds the same bytes already, and return what it holds.

        :raises PublishError: if readers see another dump than this run's.
        :raises SnapshotError: if it has no tenant.
        """
        from include.snapshots.export import export_snapshot

        self.require_published()
        done = export_snapshot(self.target(), s3_client(self.settings.aws_conn_id), self.settings, self.day)
        state = "written now" if done.changed else "there already"
        log_table(self.log.info, ("snapshot", "tenants", "state"), [(done.key, f"{done.rows:,}", state)])
        return {"key": done.key, "rows": done.rows, "changed": done.changed}

    def get_openlineage_facets_on_complete(self, task_instance: Any) -> Any:
        """Name the tenants and where the files are; only Airflow's OpenLineage provider asks."""
        from tokyobeta.open_lineage import asset_lineage, both, table_lineage

        tenants = table_lineage([], [f"{self.settings.staging_schema}.tenants"])
        return both(tenants, asset_lineage([], self.outlets))
