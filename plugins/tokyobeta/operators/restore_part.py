"""The operator that loads one part of a restore."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tokyobeta.hooks.aws import s3_client
from tokyobeta.operators.warehouse_operator import WarehouseOperator

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.staging.restore_parts import RestoreParts


class RestorePartOperator(WarehouseOperator):
    """Load the tables of one part of a planned restore, side by side with the tasks of the other parts.

    A retry goes on with the tables that are not complete. What a part does not complete, the restore that
    follows does.

    :param part: the part, as the planning task returned it.
    """

    ui_color = "#d5f5e3"

    def __init__(self, *, part: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.part = part
        self._parts: RestoreParts | None = None

    def execute(self, context: Context) -> dict[str, Any]:
        """Load the part and return it in short.

        :raises PreflightError: if preflight has passed no dump in this run.
        """
        from include.staging.restore_parts import RestoreParts

        dump = self.looked_at()
        self._parts = RestoreParts(
            self.target(), s3_client(self.settings.aws_conn_id), self.ledger(), self.settings
        )
        return self._parts.load(dump, self.part)

    def on_kill(self) -> None:
        """Stop the part's statements on the server when the task is cleared or marked while it runs."""
        if self._parts is not None:
            self._parts.cancel()
