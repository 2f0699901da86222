"""The operator that builds and tests one model or the code lists."""

from __future__ import annotations

from typing import Any

from cosmos.operators.local import DbtBuildLocalOperator, OperatorLineage

from include.settings import get_settings
from tokyobeta.operators.forked_dbt import ForkedDbt


class DbtBuildOperator(ForkedDbt, DbtBuildLocalOperator):  # type: ignore[misc]  # Cosmos ships no types
    """Run ``dbt build`` as Cosmos does, in a process forked from a dbt that is loaded already."""

    def get_openlineage_facets_on_complete(self, task_instance: Any) -> OperatorLineage:
        """Name the tables that were made and read; only Airflow's OpenLineage provider asks, where it is on.

        Cosmos asks OpenLineage's reader of dbt's artifacts, which knows no MySQL.

        :param task_instance: of the listener, not needed.
        """
        from include.health.lineage_graph import made_and_read
        from tokyobeta.open_lineage import table_lineage

        node = (self.extra_context or {}).get("dbt_node_config") or {}
        return table_lineage(*made_and_read(get_settings().dbt_manifest, node.get("unique_id")))
