"""The operator that drops backups past their days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tokyobeta.operators.warehouse_operator import WarehouseOperator

if TYPE_CHECKING:
    from airflow.sdk import Context


class DropOldBackupsOperator(WarehouseOperator):
    """Drop the replaced copies of staging that are older than the settings keep; the newest always stays."""

    ui_color = "#eaeded"

    def execute(self, context: Context) -> list[str]:
        """Drop them and return the names of the schemas that went."""
        from include.staging.retention.backups import drop_old_backups, list_backups

        target = self.target()
        dropped = drop_old_backups(target, self.settings, today=self.day)
        for backup in list_backups(target, self.settings):
            self.log.info("Kept %s: %s tables", backup.schema, backup.table_count)
        return [backup.schema for backup in dropped]
