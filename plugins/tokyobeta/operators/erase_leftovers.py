"""The operator that erases what a dead run left behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from include.staging.tidy_up.kinds import WAITING
from include.staging.tidy_up.leftover import HEADER, Leftover
from include.text_table import log_table
from tokyobeta.operators.tidy_up_operator import TidyUpOperator
from tokyobeta.tidy_up import chosen_kinds

if TYPE_CHECKING:
    from airflow.sdk import Context


class EraseLeftoversOperator(TidyUpOperator):
    """Erase what a dead run left behind, and record it; a repeated try finds what is left of it.

    :param reason: why, for the ledger (templated).
    :param decided_by: who wants it (templated).
    """

    template_fields: Sequence[str] = (*TidyUpOperator.template_fields, "reason", "decided_by")
    ui_color = "#d5f5e3"

    def __init__(self, *, reason: str, decided_by: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.reason = reason
        self.decided_by = decided_by

    def execute(self, context: Context) -> int:
        """Erase it and return how much that was.

        :raises AirflowFailException: if the form contradicts itself.
        :raises PublishError: if a run, a publish or a roll-back is in progress.
        :raises RestoreBusyError: if a restore is in progress.
        :raises TidyUpError: if the server refuses, or something is left.
        """
        from include.ledger.tidy_up_record import TidyUpRecord
        from include.mysql.timestamps import utc_now

        record = TidyUpRecord(
            run_id=context["run_id"],
            decided_by=self.decided_by,
            reason=self.reason.strip(),
            code_version=self.settings.code_version,
            started_at=utc_now(),
        )
        erased, left = self.begin(context).erase(chosen_kinds(context["params"]), record)
        self.write_health()
        rows = [each.row("erased") for each in erased] + [each.row(_kept(each)) for each in left]
        if rows:
            log_table(self.log.info, HEADER, rows)
        if erased:
            self.log.info(
                "%s of %s are erased, by %s; ops.tidy_ups has them with the reason. Readers see what they "
                "saw before.",
                len(erased),
                len(rows),
                self.decided_by,
            )
            self.log.info("Next: nothing; the next daily run restores and builds what it needs.")
        else:
            self.log.info("Nothing was left to be erased. Next: nothing.")
        return len(erased)


def _kept(leftover: Leftover) -> str:
    if leftover.kept:
        return f"kept: {leftover.kept}"
    return "kept: it may still be published" if leftover.kind == WAITING else "kept: not chosen"
