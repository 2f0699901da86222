"""The operator that writes published figures to S3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.text_table import log_table
from tokyobeta.hooks.aws import s3_client
from tokyobeta.operators.warehouse_operator import WarehouseOperator

if TYPE_CHECKING:
    from airflow.sdk import Context


class FiguresExportOperator(WarehouseOperator):
    """Write the published figures that S3 lacks: what a failed run left out is written by the next one."""

    ui_color = "#d6eaf8"

    def execute(self, context: Context) -> dict[str, Any]:
        """Write them and return the keys."""
        from include.published_figures.figures_archive import FiguresArchive

        archive = FiguresArchive(self.target(), s3_client(self.settings.aws_conn_id), self.settings)
        keys = [file.key(self.settings) for file in archive.export()]
        if keys:
            log_table(self.log.info, ("publication of figures written",), [(key,) for key in keys])
        else:
            self.log.info("S3 had all publications of figures; nothing was written.")
        return {"keys": keys}
