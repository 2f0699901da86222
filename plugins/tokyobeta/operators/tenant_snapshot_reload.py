"""The operator that loads the snapshot of one day again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.text_table import log_table
from tokyobeta.hooks.aws import s3_client
from tokyobeta.operators.warehouse_operator import WarehouseOperator

if TYPE_CHECKING:
    from airflow.sdk import Context


class TenantSnapshotReloadOperator(WarehouseOperator):
    """Load the snapshot file of a day in place of what the warehouse holds of it, unchanged or not.

    Files that are new or have changed are loaded with it, as every night.

    :param daily_dag_id: the DAG whose models show the tenant history.
    """

    ui_color = "#d5f5e3"

    def __init__(self, *, daily_dag_id: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.daily_dag_id = daily_dag_id

    def execute(self, context: Context) -> dict[str, int]:
        """Load the day and return the rows of each day that was loaded.

        :raises SnapshotError: if there is no usable file of the day; the day then stays as it was.
        """
        from include.snapshots.snapshot_loader import SnapshotLoader

        ledger = self.ledger()
        before = ledger.snapshot_loads()
        loader = SnapshotLoader(self.target(), s3_client(self.settings.aws_conn_id), ledger, self.settings)
        loaded = loader.load(None, run_id=context["run_id"], rebuild=(self.day,)).loaded
        self.write_health()
        rows = [
            (
                f"{day}",
                f"{known.loaded_rows:,}" if known and known.loaded_rows is not None else "-",
                f"{now:,}",
            )
            for day, now in sorted(loaded.items())
            for known in (before.get(day),)
        ]
        log_table(self.log.info, ("day", "rows before", "rows now"), rows)
        last = ledger.last_success(self.daily_dag_id)
        self.log.info(
            "The snapshot of %s is loaded again; silver, gold and the dashboards show it after the next run. "
            "Next: to see it today, clear seed_code_lists of %s with downstream.",
            self.day,
            f"the run {last.run_id} of {self.daily_dag_id}"
            if last
            else f"the last run of {self.daily_dag_id}",
        )
        return {day.isoformat(): count for day, count in loaded.items()}
