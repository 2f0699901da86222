"""The operator that publishes a restored dump."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tokyobeta.operators.warehouse_operator import WarehouseOperator, is_true

if TYPE_CHECKING:
    from airflow.sdk import Context


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

        :raises PublishError: if the restored dump is incomplete, of another day or older than what readers
            see, or if readers block the RENAME for too long. What readers see is then unchanged.
        """
        from include.staging.publish.coordinates import remember_coordinates  # noqa: PLC0415 (not paid at parse time)
        from include.staging.publish.publisher import Publisher  # noqa: PLC0415

        result = Publisher(self.target(), self.ledger(), self.settings).publish(
            self.day,
            run_id=context["run_id"],
            code_version=self.settings.code_version,
            force=is_true(self.force),
        )
        seen = result.publication
        if result.changed:
            self.log.info(
                "Published the dump of %s: %s tables, %s rows, RENAME in %.2f s; previous copy in %s",
                seen.dump_date,
                seen.table_count,
                f"{seen.row_count:,}",
                seen.seconds or 0.0,
                seen.backup_schema or "no backup: nothing was published before",
            )
        else:
            self.log.info("Readers see the dump of %s already; nothing to publish", seen.dump_date)
        known = remember_coordinates(self.target(), self.settings)
        self.log.info("Good coordinates are known of %s properties", f"{known:,}")
        return {
            "dump_date": seen.dump_date.isoformat(),
            "tables": seen.table_count,
            "rows": seen.row_count,
            "backup_schema": seen.backup_schema,
            "changed": result.changed,
        }
