"""The operator that shares a restore out among several tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tokyobeta.operators.restore_operator import RestoreOperator
from tokyobeta.operators.warehouse_operator import is_true

if TYPE_CHECKING:
    from airflow.sdk import Context


class PlanRestoreOperator(RestoreOperator):
    """Take the incoming schema over for the parts of a restore, and return the parts.

    None are returned for what is restored already or can only be read from end to end.

    :param force: restore it in any case (templated).
    """

    template_fields: Sequence[str] = (*RestoreOperator.template_fields, "force")

    def __init__(self, *, force: bool | str = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.force = force

    def execute(self, context: Context) -> list[dict[str, Any]]:
        """Plan the restore and return its parts.

        :raises PreflightError: if preflight has passed no dump in this run.
        """
        from include.staging.restore_parts import RestoreParts

        dump = self.looked_at()
        return self.begin(RestoreParts).plan(dump, force=is_true(self.force))
