"""The operator that says which data sets are sent again, and from which day's gold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator

from include.exceptions import ConfigurationError, IngestionError
from include.quicksight.data_sets import DATA_SETS
from include.settings import get_settings
from include.text_table import log_table
from tokyobeta.daily_run import require_no_run
from tokyobeta.hooks.warehouse import WarehouseHook

if TYPE_CHECKING:
    from airflow.sdk import Context


class SpicePlanOperator(BaseOperator):
    """Return the chosen data sets, all if none is, and the day that readers see as ``dump_date``.

    :param daily_dag_id: the DAG that builds gold and refreshes SPICE.
    """

    ui_color = "#fcf3cf"

    def __init__(self, *, daily_dag_id: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.daily_dag_id = daily_dag_id

    def execute(self, context: Context) -> list[str]:
        """Look; nothing is changed.

        :raises ConfigurationError: if this environment does not refresh SPICE.
        :raises IngestionError: if nothing is published.
        :raises PublishError: if a run of the daily DAG is in progress: it refreshes SPICE itself.
        """
        from include.ledger.ledger import Ledger

        settings = get_settings()
        if not settings.spice_enabled:
            raise ConfigurationError(
                "This environment does not refresh SPICE: its setting TOKYOBETA_SPICE_ENABLED is off.",
                "Switch it on if the dashboards of this environment are to be fed.",
            )
        ti: Any = context["ti"]  # the SDK's protocol is the wider one
        require_no_run(ti, self.daily_dag_id)
        ledger = Ledger(WarehouseHook(settings.warehouse_conn_id).target(), settings.ops_schema)
        ledger.ensure()
        published = ledger.published()
        if published is None:
            raise IngestionError(
                "Nothing is published: there is no gold to show.", f"Trigger {self.daily_dag_id} first."
            )
        chosen = list(context["params"]["data_sets"] or DATA_SETS)
        log_table(
            self.log.info, ("data set", "shows"), [(each, f"gold.{DATA_SETS[each]}") for each in chosen]
        )
        self.log.info("%s data sets will show gold of %s.", len(chosen), published.dump_date)
        ti.xcom_push(key="dump_date", value=published.dump_date.isoformat())
        return chosen
