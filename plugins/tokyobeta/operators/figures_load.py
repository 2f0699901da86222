"""The operator that brings published figures from S3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.text_table import log_table
from tokyobeta.hooks.aws import s3_client
from tokyobeta.operators.warehouse_operator import WarehouseOperator

if TYPE_CHECKING:
    from airflow.sdk import Context


class FiguresLoadOperator(WarehouseOperator):
    """Load the published figures that the warehouse lacks from S3: all of them after a lost database."""

    ui_color = "#d6eaf8"

    def execute(self, context: Context) -> dict[str, Any]:
        """Load them and return how many publications were new.

        :raises PublishedFiguresError: if a file in S3 cannot be loaded; none is loaded then.
        """
        from include.published_figures.figures_archive import FiguresArchive

        self.ledger()
        archive = FiguresArchive(self.target(), s3_client(self.settings.aws_conn_id), self.settings)
        loaded = len(archive.load(context["run_id"]))
        log_table(self.log.info, ("publications of figures", "number"), [("loaded from S3", f"{loaded:,}")])
        self.log.info("The warehouse %s.", "lacked them" if loaded else "had all that S3 has")
        return {"publications_loaded": loaded}
