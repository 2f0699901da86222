"""The operator that goes back to the copy of an earlier day, with all tables or one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tokyobeta.notifications.pipeline_alert import PipelineAlert
from tokyobeta.operators.warehouse_operator import WarehouseOperator
from tokyobeta.roll_back import ALL_TABLES

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.ledger.ledger import Ledger
    from include.staging.publish.publish_result import PublishResult


class RollBackOperator(WarehouseOperator):
    """Let readers see the copy of an earlier day again, by one RENAME TABLE; what they see becomes a copy.

    :param table: the one table to go back with, or ``all tables`` (templated).
    :param reason: why, for the ledger and the message to people (templated).
    :param decided_by: who wants it (templated).
    """

    template_fields: Sequence[str] = (*WarehouseOperator.template_fields, "table", "reason", "decided_by")
    ui_color = "#d5f5e3"

    def __init__(self, *, table: str = ALL_TABLES, reason: str, decided_by: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.table = table
        self.reason = reason
        self.decided_by = decided_by

    def execute(self, context: Context) -> dict[str, Any]:
        """Go back and return what readers see now; a repeated try changes nothing.

        :raises PublishError: if there is no copy of that day, it lacks what the models read, or readers block
            the RENAME for too long.
        """
        ledger, run_id = self.ledger(), context["run_id"]
        seen = ledger.published()
        if seen is None or seen.run_id != run_id or seen.action == "healed":
            result = self._go_back(ledger, run_id)
            seen = result.publication
            if result.changed:
                self.log.info(
                    "Readers see %s of %s again: RENAME in %.2f s. The same DAG undoes it, with %s",
                    self.table,
                    self.day,
                    seen.seconds or 0.0,
                    seen.replaced_dump_date,
                )
            else:
                self.log.info("Readers see %s of %s already: nothing was changed", self.table, self.day)
        if seen.overrides and seen.warning_sent_at is None:
            PipelineAlert(
                template="overridden",
                headline="warning: readers see the dump of {dump_date} again ({dag})",
                facts={"overrides": "\n  ".join(seen.overrides)},
            ).notify(context)
            ledger.record_warning_sent(seen.load_id)
        self.write_health()
        return {"dump_date": seen.dump_date.isoformat(), "tables": seen.table_count, "rows": seen.row_count}

    def _go_back(self, ledger: Ledger, run_id: str) -> PublishResult:
        from include.staging.publish.publisher import Publisher
        from include.staging.publish.table_roll_back import TableRollBack

        publisher = Publisher(self.target(), ledger, self.settings)
        facts = {
            "run_id": run_id,
            "code_version": self.settings.code_version,
            "reason": f"{self.decided_by}: {self.reason}",
        }
        if self.table == ALL_TABLES:
            return publisher.roll_back(self.day, **facts)
        return TableRollBack(publisher, ledger, self.settings).roll_back(self.day, self.table, **facts)
