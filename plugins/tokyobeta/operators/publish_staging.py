"""The operator that publishes a restored dump."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from include.text_table import log_table
from tokyobeta.notifications.pipeline_alert import PipelineAlert
from tokyobeta.operators.warehouse_operator import WarehouseOperator, is_true

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.ledger.ledger import Ledger
    from include.ledger.publication import Publication


class PublishStagingOperator(WarehouseOperator):
    """Make the restored dump what readers see, by one RENAME TABLE; the previous copy becomes the backup.

    :param force: also replace a newer dump by this older one (templated).
    """

    template_fields: Sequence[str] = (*WarehouseOperator.template_fields, "force")
    ui_color = "#d5f5e3"

    def __init__(self, *, force: bool | str = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.force = force

    def execute(self, context: Context) -> dict[str, Any]:
        """Publish and return what readers see now.

        :raises PreflightError: if preflight has passed no dump in this run.
        :raises PublishError: if that dump is not restored completely, its quality rules were not measured or
            failed, it is older than what readers see, or readers block the RENAME for too long. What readers
            see is then unchanged.
        """
        from include.staging.publish.coordinates import remember_coordinates
        from include.staging.publish.publisher import Publisher

        ledger = self.ledger()
        result = Publisher(self.target(), ledger, self.settings).publish(
            self.day,
            restore_id=self.looked_at().restore_id,
            run_id=context["run_id"],
            code_version=self.settings.code_version,
            force=is_true(self.force),
        )
        seen = result.publication
        self._report_overrides(context, ledger, seen)
        known = remember_coordinates(self.target(), self.settings)
        self.log.info("Good coordinates are known of %s properties", f"{known:,}")
        self.write_health()
        self._log_summary(seen, changed=result.changed)
        return {
            "dump_date": seen.dump_date.isoformat(),
            "tables": seen.table_count,
            "rows": seen.row_count,
            "backup_schema": seen.backup_schema,
            "changed": result.changed,
        }

    def _log_summary(self, seen: Publication, *, changed: bool) -> None:
        """End the log with a short table and a sentence."""
        rows = [
            ("dump", seen.object_key),
            ("tables", f"{seen.table_count}"),
            ("rows", f"{seen.row_count:,}"),
            ("RENAME", f"{seen.seconds or 0.0:.2f} s"),
            ("previous copy", seen.backup_schema or "none: nothing was published before"),
        ]
        log_table(self.log.info, ("published", "value"), rows)
        self.log.info(
            "Readers of staging see the dump of %s%s. Silver, gold and the dashboards follow in this run.",
            seen.dump_date,
            "" if changed else " already; there was nothing to publish",
        )

    def get_openlineage_facets_on_complete(self, task_instance: Any) -> Any:
        """Name the dump and the tables that readers see of it; only Airflow's OpenLineage provider asks."""
        from include.staging.expected_tables import expected_tables
        from tokyobeta.open_lineage import object_lineage

        # Not the incoming tables: each of them would count as an origin of each table.
        made = (f"{self.settings.staging_schema}.{table}" for table in sorted(expected_tables()))
        return object_lineage(self.looked_at(), made)

    def _report_overrides(self, context: Context, ledger: Ledger, seen: Publication) -> None:
        """Send one message about what a person overrode; a try that failed to leaves it to the next."""
        if not seen.overrides or seen.warning_sent_at is not None:
            return
        for override in seen.overrides:
            self.log.warning("Overridden by hand: %s", override)
        PipelineAlert(
            template="overridden",
            headline="warning: the dump of {dump_date} was published by override ({dag})",
            facts={"overrides": "\n  ".join(seen.overrides)},
        ).notify(context)
        ledger.record_warning_sent(seen.load_id)
