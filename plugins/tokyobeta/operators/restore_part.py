"""The operator that loads one part of a restore."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tokyobeta.operators.restore_operator import RestoreOperator

if TYPE_CHECKING:
    from airflow.sdk import Context


class RestorePartOperator(RestoreOperator):
    """Load the tables of one part of a planned restore, side by side with the tasks of the other parts.

    A retry goes on with the tables that are not complete. What a part does not complete, the restore that
    follows does.

    :param part: the part, as the planning task returned it.
    """

    def __init__(self, *, part: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.part = part

    def execute(self, context: Context) -> dict[str, Any]:
        """Load the part and return it in short.

        :raises PreflightError: if preflight has passed no dump in this run.
        """
        from include.staging.restore_parts import RestoreParts

        dump = self.looked_at()
        return self.begin(RestoreParts).load(dump, self.part)
