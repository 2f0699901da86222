"""The operator that ends a refresh of SPICE with what it did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator

if TYPE_CHECKING:
    from airflow.sdk import Context


class SpiceReportOperator(BaseOperator):
    """Show the refreshed data sets with their rows.

    :param spice_task_id: the mapped task whose results they are.
    :param dump_date: day of the published dump (templated).
    """

    template_fields: Sequence[str] = ("dump_date",)
    ui_color = "#d5f5e3"

    def __init__(self, *, spice_task_id: str, dump_date: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.spice_task_id = spice_task_id
        self.dump_date = dump_date

    def execute(self, context: Context) -> None:
        """End the log with a table and a sentence."""
        from include.quicksight.report import spice_report

        states = list(context["ti"].xcom_pull(task_ids=self.spice_task_id))
        for line in spice_report(states, self.dump_date).splitlines():
            self.log.info("%s", line)
