"""The operator that shares a restore out among several tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tokyobeta.hooks.aws import s3_client
from tokyobeta.operators.warehouse_operator import WarehouseOperator, is_true

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.staging.restore_parts import RestoreParts


class PlanRestoreOperator(WarehouseOperator):
    """Take the incoming schema over for the parts of a restore, and return the parts.

    None are returned for what is restored already or can only be read from end to end.

    :param force: restore it in any case (templated).
    """

    template_fields: Sequence[str] = (*WarehouseOperator.template_fields, "force")
    ui_color = "#d5f5e3"

    def __init__(self, *, force: bool | str = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.force = force
        self._parts: RestoreParts | None = None

    def execute(self, context: Context) -> list[dict[str, Any]]:
        """Plan the restore and return its parts.

        :raises PreflightError: if preflight has passed no dump in this run.
        """
        from include.staging.restore_parts import RestoreParts

        dump = self.looked_at()
        self._parts = RestoreParts(
            self.target(), s3_client(self.settings.aws_conn_id), self.ledger(), self.settings
        )
        return self._parts.plan(dump, force=is_true(self.force))

    def on_kill(self) -> None:
        """Stop the plan's statements on the server when the task is cleared or marked while it runs."""
        if self._parts is not None:
            self._parts.cancel()
