"""The operator that fills in missing nationalities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator

from include.settings import get_settings
from include.text_table import log_table
from tokyobeta.hooks.aws import bedrock_client
from tokyobeta.hooks.warehouse import WarehouseHook

if TYPE_CHECKING:
    from airflow.sdk import Context


class EnrichNationalitiesOperator(BaseOperator):
    """Find nationalities for tenants that have none, by local rules and, where allowed, by a Bedrock model.

    Nothing else depends on it: a failure is this task's alone. Whether a model may be asked, which one, how
    fast and for how many tenants come from the settings.
    """

    ui_color = "#fdebd0"

    def execute(self, context: Context) -> dict[str, Any]:
        """Run the enrichment and return its counts.

        :raises EnrichmentError: if the list of nationalities is empty, or Bedrock refuses.
        """
        from include.enrichment.enricher import enrich_nationalities

        settings = get_settings()
        client = None
        if settings.enrichment_enabled:
            client = bedrock_client(settings.aws_conn_id, settings.enrichment_region)
        counts = enrich_nationalities(WarehouseHook(settings.warehouse_conn_id).target(), settings, client)
        shown = [
            (name.replace("_", " "), f"{count}")
            for name, count in counts.as_dict().items()
            if name != "stopped"  # a text, and a warning of its own
        ]
        log_table(self.log.info, ("tenants without a nationality", "number"), shown)
        if counts.stopped:
            self.log.warning(
                "%s %s tenants are left open for the next run.", counts.stopped, counts.left_open
            )
        return counts.as_dict()

    def get_openlineage_facets_on_complete(self, task_instance: Any) -> Any:
        """Name the tenants and the cache; only Airflow's OpenLineage provider asks."""
        from tokyobeta.open_lineage import table_lineage

        staging = get_settings().staging_schema
        return table_lineage([f"{staging}.llm_enrichment_cache"], [f"{staging}.tenants"])
