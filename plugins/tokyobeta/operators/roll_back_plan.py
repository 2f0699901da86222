"""The operator that says what a roll-back would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tokyobeta.daily_run import require_no_run
from tokyobeta.operators.warehouse_operator import WarehouseOperator

if TYPE_CHECKING:
    from airflow.sdk import Context


class RollBackPlanOperator(WarehouseOperator):
    """Show what going back to a day would do; refuse it if that is impossible or a daily run is in progress.

    :param daily_dag_id: the DAG that builds the same tables.
    """

    ui_color = "#fcf3cf"

    def __init__(self, *, daily_dag_id: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.daily_dag_id = daily_dag_id

    def execute(self, context: Context) -> str:
        """Return the plan; it changes nothing.

        :raises PublishError: if there is no copy of that day, or a run of the daily DAG is in progress.
        """
        from include.staging.retention.backups import list_backups
        from include.staging.retention.roll_back_plan import roll_back_plan

        published = self.ledger().published()
        own = published is not None and published.run_id == context["run_id"]
        # This run has gone back already: what it went back to is no copy any more.
        if own and published is not None and published.dump_date == self.day:
            return f"Readers see the dump of {self.day} already, by this run."
        plan = roll_back_plan(self.day, published, list_backups(self.target(), self.settings))
        for line in plan.splitlines():
            self.log.info("%s", line)
        require_no_run(context["ti"], self.daily_dag_id)
        return plan
