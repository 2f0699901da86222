"""The operator that lays failed quality rules before a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tokyobeta.operators.warehouse_operator import WarehouseOperator

if TYPE_CHECKING:
    from airflow.sdk import Context


class FailedRulesOperator(WarehouseOperator):
    """Return the rules that keep a day's dump from being published; skipped if none does."""

    ui_color = "#fcf3cf"

    def execute(self, context: Context) -> dict[str, Any]:
        """Return the dump, and names and values of the failed rules.

        :raises AirflowSkipException: if no dump of the day waits for a decision.
        """
        from airflow.sdk.exceptions import AirflowSkipException

        from include.staging.quality.decision import open_decision

        decision = open_decision(self.target(), self.ledger(), self.settings, self.day)
        if decision is None:
            message = (
                f"No dump of {self.day} waits for a decision: none is restored, or no rule of it failed."
            )
            raise AirflowSkipException(message)
        for line in decision.text.splitlines():
            self.log.info("%s", line)
        return {"restore_id": decision.restore_id, "rules": list(decision.rules), "text": decision.text}
