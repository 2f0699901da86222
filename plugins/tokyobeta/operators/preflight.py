"""The operator that looks before anything is changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tokyobeta.hooks.aws import s3_client
from tokyobeta.hooks.warehouse import WarehouseHook
from tokyobeta.operators.warehouse_operator import WarehouseOperator, is_true

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.mysql.target import WarehouseTarget


class PreflightOperator(WarehouseOperator):
    """Check the server and the day's dump, show every check, and return the object that the run is about.

    :param force: an older dump may replace a newer one (templated).
    """

    template_fields: Sequence[str] = (*WarehouseOperator.template_fields, "force")
    ui_color = "#fcf3cf"

    def __init__(self, *, force: bool | str = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.force = force

    def execute(self, context: Context) -> dict[str, Any]:
        """Make every check and return the chosen object version for the later tasks.

        :raises PreflightError: listing every failed check and what to do about it; nothing was changed.
        """
        from include.staging.preflight.preflight import Preflight

        preflight = Preflight(
            self.target(),
            s3_client(self.settings.aws_conn_id),
            self.ledger(),
            self.settings,
            reader=self._reader(),
        )
        report = preflight.run(self.day, run_id=context["run_id"], force=is_true(self.force))
        for line in report.table().splitlines():
            self.log.info("%s", line)
        return report.require().to_json()

    def _reader(self) -> WarehouseTarget | None:
        conn_id = self.settings.warehouse_reader_conn_id
        return WarehouseHook(conn_id).target(reads_only=True) if conn_id else None
