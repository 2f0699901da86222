"""The operator that ends the models: gold is complete, from this moment on and with these rows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from include.exceptions import TransformError
from include.text_table import log_table
from tokyobeta.operators.warehouse_operator import WarehouseOperator

if TYPE_CHECKING:
    from airflow.sdk import Context


class GoldCompleteOperator(WarehouseOperator):
    """Prove that every table of silver and gold was built from the published dump, and count gold's rows."""

    ui_color = "#d6eaf8"

    def execute(self, context: Context) -> dict[str, Any]:
        """Return the time and the rows: an ingestion counts only if it started later and shows as many.

        :raises PublishError: if readers see another dump than this run's.
        :raises TransformError: if a model was not built since that dump was published.
        """
        from include.ledger.built_models import models_built_before
        from include.ledger.schemas import layer_rows

        published = self.require_published()
        old = models_built_before(self.target(), self.settings.dbt_manifest, published.published_at)
        if old:
            raise TransformError(
                f"{', '.join(old)} was not built since the dump of {self.day} was published at "
                f"{published.published_at:%Y-%m-%d %H:%M:%S} UTC, whatever the state of its task says.",
                f"Clear seed_code_lists of the run {published.run_id} with downstream.",
            )
        rows = layer_rows(self.target(), ("gold",))["gold"]
        counted = [(name, f"{count:,}") for name, count in sorted(rows.items())]
        log_table(self.log.info, ("table of gold", "rows"), counted)
        self.log.info(
            "Silver and gold are complete and of the dump of %s: %s tables and %s rows in gold.",
            self.day,
            len(rows),
            f"{sum(rows.values()):,}",
        )
        return {"load_id": published.load_id, "complete_at": datetime.now(UTC).timestamp(), "rows": rows}

    def get_openlineage_facets_on_complete(self, task_instance: Any) -> Any:
        """Name no table: it builds none; only Airflow's OpenLineage provider asks."""
        from tokyobeta.open_lineage import table_lineage

        return table_lineage([], [])
