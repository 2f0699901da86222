"""What a person has to know to decide on a dump whose rules failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from include.ledger.ledger import Ledger
from include.ledger.restore_marker_table import read_restore_marker
from include.mysql.target import WarehouseTarget
from include.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDecision:
    """A restored dump that waits because rules of severity error failed.

    :param restore_id: the dump: another one of the same day is another decision.
    :param rules: their names.
    :param text: rule, measured value, threshold and detail as a Markdown table.
    """

    restore_id: str
    rules: tuple[str, ...]
    text: str


def open_decision(
    target: WarehouseTarget, ledger: Ledger, settings: Settings, day: date
) -> OpenDecision | None:
    """Return the failed rules of a day's restored dump; None if none waits for a decision.

    :param target: the warehouse, as the loading user.
    :param ledger: the run ledger.
    :param settings: name of the incoming schema.
    :param day: JST day of the dump.
    """
    with target.with_schema(None).connect() as connection:
        marker = read_restore_marker(connection, settings.incoming_schema)
    if marker is None or marker.dump_date != day:
        return None
    failed = [
        row
        for row in ledger.quality_results(marker.restore_id)
        if row["load_id"] == marker.load_id and row["status"] == "failed" and row["severity"] == "error"
    ]
    if not failed:
        return None
    lines = [
        f"| {row['rule_name']} | {row['measured']} | {row['threshold']} | {row['detail'] or '–'} |"
        for row in failed
    ]
    return OpenDecision(
        restore_id=marker.restore_id,
        rules=tuple(str(row["rule_name"]) for row in failed),
        text="\n".join(["| Rule | Measured | Must be | Detail |", "|---|---|---|---|", *lines]),
    )
