"""The operator that shows what a dead run left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.staging.tidy_up.kinds import WAITING
from include.staging.tidy_up.leftover import HEADER, Leftover
from include.text_table import log_table
from tokyobeta.operators.tidy_up_operator import TidyUpOperator
from tokyobeta.tidy_up import chosen_kinds

if TYPE_CHECKING:
    from collections.abc import Collection

    from airflow.sdk import Context


class ShowLeftoversOperator(TidyUpOperator):
    """Show what a dead run left behind; refuse while a run is in progress or if the form makes no sense."""

    ui_color = "#fcf3cf"

    def execute(self, context: Context) -> int:
        """Return how much there is; it changes nothing.

        :raises AirflowFailException: if the form contradicts itself.
        :raises PublishError: if a run, a publish or a roll-back is in progress.
        :raises RestoreBusyError: if a restore is in progress.
        """
        found = self.begin(context).look()
        params = context["params"]
        kinds = chosen_kinds(params) if params["erase"] else ()
        if found:
            log_table(self.log.info, HEADER, [each.row(_state(each, kinds)) for each in found])
        for sentence in _sentences(found, erases=params["erase"]):
            self.log.info("%s", sentence)
        return len(found)


def _state(leftover: Leftover, kinds: Collection[str]) -> str:
    if leftover.kept:
        return f"kept: {leftover.kept}"
    if leftover.kind in kinds:
        return "to be erased"
    return "waits" if leftover.kind == WAITING else "found"


def _sentences(found: list[Leftover], *, erases: bool) -> tuple[str, ...]:
    if not found:
        return ("No run has left anything behind. Next: nothing.",)
    if erases:
        return ("Nothing is changed yet; erase_leftovers erases what is to be erased.",)
    return (
        "Nothing is changed. Readers see none of it, and the next daily run needs or replaces it.",
        "Next: to have it erased, trigger this DAG again with *Erase what is found* and a reason.",
    )
