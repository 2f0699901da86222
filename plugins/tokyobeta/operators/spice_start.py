"""The operator that starts the refresh of SPICE, or leaves it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.python import ShortCircuitOperator

from include.quicksight import ingestion
from include.quicksight.data_sets import DATA_SETS
from include.settings import get_settings
from include.text_table import log_table
from tokyobeta.hooks.aws import quicksight_client
from tokyobeta.operators.proven_gold import proven_gold
from tokyobeta.params import wants_spice

if TYPE_CHECKING:
    from airflow.sdk import Context


class SpiceStartOperator(ShortCircuitOperator):
    """Start the ingestion of every data set; skip what waits for them if run or environment want none.

    SPICE loads the data sets while the tasks that wait for them start one after the other.

    :param gold: what the task that completed gold returned, as JSON (templated).
    """

    template_fields: Sequence[str] = ("gold",)
    ui_color = "#d6eaf8"

    def __init__(self, *, gold: str, **kwargs: Any) -> None:
        # Only the refresh is skipped; housekeeping and the ledger go on.
        super().__init__(python_callable=wants_spice, ignore_downstream_trigger_rules=False, **kwargs)
        self.gold = gold

    def execute(self, context: Context) -> bool:
        """Decide, and start.

        :returns: whether SPICE is refreshed.
        :raises TransformError: if gold was not proven to be complete for what readers see.
        """
        wanted: bool = super().execute(context)
        if wanted:
            settings, gold = get_settings(), proven_gold(self.gold)
            started = ingestion.start_all(
                quicksight_client(settings.aws_conn_id),
                settings.quicksight_account_id,
                DATA_SETS,
                str(context["run_id"]),
                gold["complete_at"],
            )
            rows = [
                (name, f"gold.{table}", "yes" if name in started else "no, its own task asks again")
                for name, table in DATA_SETS.items()
            ]
            log_table(self.log.info, ("data set", "shows", "SPICE loads it"), rows)
            self.log.info("SPICE loads %s of %s data sets.", len(started), len(DATA_SETS))
        return wanted
