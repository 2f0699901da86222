"""The operator that drops backups past their days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.text_table import log_table
from tokyobeta.operators.warehouse_operator import WarehouseOperator

if TYPE_CHECKING:
    from airflow.sdk import Context


class DropOldBackupsOperator(WarehouseOperator):
    """Drop what is older than the settings keep: replaced copies of staging, and failed test rows.

    The newest copy of staging always stays.
    """

    ui_color = "#eaeded"

    def execute(self, context: Context) -> list[str]:
        """Drop them and return the names of the schemas and tables that went."""
        from include.staging.retention.backups import drop_old_backups, list_backups
        from include.staging.retention.test_results import drop_old_test_results

        target = self.target()
        dropped = drop_old_backups(target, self.settings, today=self.day)
        tables = drop_old_test_results(target, keep_days=self.settings.test_result_days)
        rows = [(backup.schema, "dropped", f"{backup.table_count}") for backup in dropped]
        rows += [
            (backup.schema, "kept", f"{backup.table_count}") for backup in list_backups(target, self.settings)
        ]
        log_table(self.log.info, ("copy of staging", "is", "tables"), rows)
        self.log.info(
            "%s copies and %s tables of failed test rows were dropped; copies are kept for %s days",
            len(dropped),
            len(tables),
            self.settings.backup_days,
        )
        return [*(backup.schema for backup in dropped), *tables]
