"""The operator that asks a person which copy readers shall see."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.hitl import HITLOperator

from tokyobeta.operators.warehouse_operator import is_true
from tokyobeta.roll_back import GO_BACK, NOTHING

if TYPE_CHECKING:
    from airflow.sdk import Context


class ChooseDayOperator(HITLOperator):
    """Ask in *Required actions* which copy readers shall see; skipped in a run that goes back at once.

    Airflow's operator has the same options in every run; these are known when the run has looked.

    :param days: days to choose from, a JSON list (templated).
    :param asks: whether this run is to ask, ``True`` or ``False`` (templated).
    :param question: what ``HITLOperator`` takes, without the options.
    """

    template_fields: Collection[str] = (*HITLOperator.template_fields, "days", "asks")
    ui_color = "#fcf3cf"

    def __init__(self, *, days: str, asks: str, **question: Any) -> None:
        super().__init__(options=[NOTHING], defaults=NOTHING, **question)
        self.days = days
        self.asks = asks

    def execute(self, context: Context) -> Any:
        """Ask and wait.

        :raises AirflowSkipException: if the run goes back at once.
        """
        if not is_true(self.asks):
            from airflow.sdk.exceptions import AirflowSkipException

            message = "The form named day and reason: nothing is asked."
            raise AirflowSkipException(message)
        self._offer()
        return super().execute(context)

    def execute_complete(self, context: Context, event: dict[str, Any]) -> Any:
        """Return the answer; another process than the one that asked."""
        self._offer()
        return super().execute_complete(context, event)

    def _offer(self) -> None:
        self.options = [*(f"{GO_BACK}{day}" for day in json.loads(self.days)), NOTHING]
