"""The operator that restores a mysqldump file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from include.text_table import log_table
from tokyobeta.operators.restore_operator import RestoreOperator
from tokyobeta.operators.warehouse_operator import is_true

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.ledger.dump_object import DumpObject


class MySqlDumpRestoreOperator(RestoreOperator):
    """Stream a mysqldump from S3 into the incoming schema, in constant memory, every row counted.

    A retry goes on with the tables that are not complete; an object that is restored or published already is
    not restored again.

    :param force: restore it in any case (templated).
    """

    template_fields: Sequence[str] = (*RestoreOperator.template_fields, "force")

    def __init__(self, *, force: bool | str = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.force = force

    def execute(self, context: Context) -> dict[str, Any]:
        """Restore the dump and return the result in short; the ledger has it in full.

        :raises PreflightError: if preflight has passed no dump in this run.
        :raises DumpError: naming what is wrong with the dump, or the table and row that could not be loaded.
        """
        from include.staging.restore_step import RestoreStep

        dump = self.looked_at()
        short = self.begin(RestoreStep).run(dump, run_id=context["run_id"], force=is_true(self.force))
        if short["restored"]:
            self._log_summary(dump, short)
        return short

    def _log_summary(self, dump: DumpObject, short: dict[str, Any]) -> None:
        """End the log with a short table and a sentence; the ledger has the restore in full."""
        shown = [
            (name.replace("_", " "), _text(value)) for name, value in short.items() if name != "restored"
        ]
        log_table(self.log.info, ("restore", "value"), shown)
        self.log.info(
            "%s is restored completely: %s tables, %s rows. Readers see it after publish_staging.",
            dump.url,
            short["tables"],
            f"{short['rows']:,}",
        )

    def get_openlineage_facets_on_complete(self, task_instance: Any) -> Any:
        """Name the dump and the tables made of it; only Airflow's OpenLineage provider asks."""
        from include.staging.expected_tables import expected_tables
        from tokyobeta.open_lineage import object_lineage

        made = (f"{self.settings.incoming_schema}.{table}" for table in sorted(expected_tables()))
        return object_lineage(self.looked_at(), made)


def _text(value: object) -> str:
    """Return a value of the summary as people read it."""
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in value.items()) or "none"
    if isinstance(value, (list, tuple)):
        return "; ".join(str(each) for each in value) or "none"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else f"{value}"
