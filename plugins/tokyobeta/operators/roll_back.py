"""The operator that goes back to the copy of an earlier day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tokyobeta.notifications.pipeline_alert import PipelineAlert
from tokyobeta.operators.warehouse_operator import WarehouseOperator

if TYPE_CHECKING:
    from airflow.sdk import Context


class RollBackOperator(WarehouseOperator):
    """Let readers see the copy of an earlier day again, by one RENAME TABLE; what they see becomes a copy.

    :param reason: why, for the ledger and the message to people (templated).
    """

    template_fields: Sequence[str] = (*WarehouseOperator.template_fields, "reason")
    ui_color = "#d5f5e3"

    def __init__(self, *, reason: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.reason = reason

    def execute(self, context: Context) -> dict[str, Any]:
        """Go back and return what readers see now; a repeated try changes nothing.

        :raises PublishError: if there is no copy of that day, or readers block the RENAME for too long.
        """
        from include.staging.publish.publisher import Publisher

        ledger, run_id = self.ledger(), context["run_id"]
        seen = ledger.published()
        if seen is None or seen.run_id != run_id or seen.action != "roll back":
            who = context["dag_run"].triggering_user_name or "an unknown person"
            result = Publisher(self.target(), ledger, self.settings).roll_back(
                self.day,
                run_id=run_id,
                code_version=self.settings.code_version,
                reason=f"{who}: {self.reason}",
            )
            seen = result.publication
            self.log.info(
                "Readers see the dump of %s again: %s tables, RENAME in %.2f s. What they saw is in %s: "
                "the same DAG with that day undoes it",
                seen.dump_date,
                seen.table_count,
                seen.seconds or 0.0,
                seen.backup_schema,
            )
        if seen.overrides and seen.warning_sent_at is None:
            PipelineAlert(
                template="overridden",
                headline="warning: readers see the dump of {dump_date} again ({dag})",
                facts={"overrides": "\n  ".join(seen.overrides)},
            ).notify(context)
            ledger.record_warning_sent(seen.load_id)
        self.write_health()
        return {"dump_date": seen.dump_date.isoformat(), "tables": seen.table_count, "rows": seen.row_count}
