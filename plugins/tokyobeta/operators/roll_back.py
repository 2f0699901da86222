"""The operator that goes back to the copy of an earlier day, with all tables or one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from include.text_table import log_table
from tokyobeta.notifications.pipeline_alert import PipelineAlert
from tokyobeta.operators.warehouse_operator import WarehouseOperator
from tokyobeta.roll_back import ALL_TABLES

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.ledger.ledger import Ledger
    from include.ledger.publication import Publication
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
            seen = self._go_back(ledger, run_id).publication
        if seen.overrides and seen.warning_sent_at is None:
            PipelineAlert(
                template="overridden",
                headline="warning: readers see the dump of {dump_date} again ({dag})",
                facts={"overrides": "\n  ".join(seen.overrides)},
            ).notify(context)
            ledger.record_warning_sent(seen.load_id)
        self.write_health()
        self._log_summary(seen)
        return {"dump_date": seen.dump_date.isoformat(), "tables": seen.table_count, "rows": seen.row_count}

    def _log_summary(self, seen: Publication) -> None:
        """End the log with a short table and a sentence."""
        rows = [
            ("readers see", f"{self.table} of {self.day}"),
            ("instead of", f"{seen.replaced_dump_date or 'the same day'}"),
            ("tables", f"{seen.table_count}"),
            ("rows", f"{seen.row_count:,}"),
            ("RENAME", f"{seen.seconds or 0.0:.2f} s"),
        ]
        log_table(self.log.info, ("roll-back", "value"), rows)
        self.log.info(
            "Silver, gold and the dashboards follow in this run. The same DAG undoes it, with %s.",
            seen.replaced_dump_date or "the day that readers saw before",
        )

    def get_openlineage_facets_on_complete(self, task_instance: Any) -> Any:
        """Name the copies and what they are now; only Airflow's OpenLineage provider asks."""
        from include.ledger.schemas import backup_schema
        from include.staging.expected_tables import expected_tables
        from tokyobeta.open_lineage import table_lineage

        tables = sorted(expected_tables()) if self.table == ALL_TABLES else [self.table]
        copies = backup_schema(self.settings.backup_schema_prefix, self.day)
        return table_lineage(
            [f"{self.settings.staging_schema}.{table}" for table in tables],
            [f"{copies}.{table}" for table in tables],
        )

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
