"""The operator that keeps a copy of a published dump."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.text_table import log_table
from tokyobeta.hooks.aws import s3_client
from tokyobeta.operators.warehouse_operator import WarehouseOperator

if TYPE_CHECKING:
    from airflow.sdk import Context


class ArchiveDumpOperator(WarehouseOperator):
    """Copy the published dump of the dump date to the archive prefix, inside S3."""

    ui_color = "#eaeded"

    def execute(self, context: Context) -> dict[str, Any]:
        """Copy it, unless the same bytes are there already, and return where it is.

        :raises ArchiveError: if S3 refuses; the pipeline goes on, people are warned.
        """
        from include.staging.retention.archive import archive_dump

        done = archive_dump(s3_client(self.settings.aws_conn_id), self.ledger(), self.settings, self.day)
        state = "copied now" if done.changed else "there already"
        log_table(self.log.info, ("copy of the dump", "state"), [(done.key, state)])
        return {"key": done.key, "changed": done.changed}
