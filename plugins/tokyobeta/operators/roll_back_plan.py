"""The operator that says what a roll-back would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tokyobeta.daily_run import require_no_run
from tokyobeta.operators.warehouse_operator import WarehouseOperator
from tokyobeta.roll_back import ALL_TABLES, require_complete

if TYPE_CHECKING:
    from airflow.sdk import Context


class RollBackPlanOperator(WarehouseOperator):
    """Show what going back would do; refuse it if that is impossible or a daily run is in progress.

    Its ``dump_date`` is empty where a person is to choose from the copies that there are.

    :param daily_dag_id: the DAG that builds the same tables.
    """

    ui_color = "#fcf3cf"

    def __init__(self, *, daily_dag_id: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.daily_dag_id = daily_dag_id

    def execute(self, context: Context) -> dict[str, Any]:
        """Return the ``question`` in Markdown and the ``days`` that there are; it changes nothing.

        :raises ConfigurationError: if day or reason is missing for a roll-back at once.
        :raises PublishError: if there is no copy to go back to, it lacks what the models read, or a run of
            the daily DAG is in progress.
        """
        from include.staging.retention.backups import checked_backups
        from include.staging.retention.roll_back_plan import (
            choice,
            possible_days,
            roll_back_plan,
            table_plan,
        )

        params = context["params"]
        require_complete(params)
        published = self.ledger().published()
        table = params.get("table", ALL_TABLES)
        own = published is not None and published.run_id == context["run_id"]
        # This run has gone back already: what it went back to is no copy any more.
        if own and published is not None:
            self.log.info("Readers see what this run put back already: %s", published.action)
            return {"question": "", "days": []}
        alone = None if table == ALL_TABLES else table
        backups = checked_backups(self.target(), self.ledger(), self.settings, alone)
        if not self.dump_date:
            plan = choice(published, backups)
        elif table == ALL_TABLES:
            plan = roll_back_plan(self.day, published, backups)
        else:
            plan = table_plan(self.day, table, published, backups)
        for line in plan.text().splitlines():
            self.log.info("%s", line)
        require_no_run(context["ti"], self.daily_dag_id)
        days = [day.isoformat() for day in possible_days(backups)]
        if published is not None and published.dump_date.isoformat() not in days:
            days.append(published.dump_date.isoformat())
        return {"question": plan.markdown(), "days": days}
