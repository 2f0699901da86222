"""The operator that records what a run publishes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from include.text_table import log_table
from tokyobeta.operators.proven_gold import proven_gold
from tokyobeta.operators.warehouse_operator import WarehouseOperator

if TYPE_CHECKING:
    from airflow.sdk import Context


class FiguresRecordOperator(WarehouseOperator):
    """Add the figures that this run is about to show to the published ones; closed months must not change.

    :param gold: what the task that completed gold returned, as JSON (templated).
    """

    template_fields: Sequence[str] = (*WarehouseOperator.template_fields, "gold")
    ui_color = "#d6eaf8"

    def __init__(self, *, gold: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.gold = gold

    def execute(self, context: Context) -> dict[str, Any]:
        """Record them and return how many rows were added; the same figures again add none.

        :raises TransformError: if gold was not proven to be complete for what readers see.
        :raises PublishedFiguresError: if gold is of another day, or a figure of a closed month has changed
            under the same version of the rules.
        """
        from include.published_figures.record import record_figures

        self.ledger()
        proven_gold(self.gold)
        added = record_figures(self.target(), self.settings, self.day, context["run_id"])
        log_table(self.log.info, ("as of", "figures added"), [(self.day.isoformat(), f"{added:,}")])
        if not added:
            self.log.info("The figures of this run were recorded already.")
        return {"figures_added": added}
