"""Closed months: their published figures change with a new version of the rules and not otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from include.exceptions import PublishedFiguresError
from include.published_figures.figures_table import FiguresTable

if TYPE_CHECKING:
    from pymysql.cursors import Cursor

_NAMED_AT_MOST: Final = 5


def check_closed_months(table: FiguresTable, cursor: Cursor, closed_after_months: int) -> None:
    """Compare the closed months in gold with what was published of them.

    :param table: the published figures.
    :param cursor: of the transaction that is about to add figures.
    :param closed_after_months: months after its end at which a month is closed.
    :raises PublishedFiguresError: if a figure of a closed month differs or is gone, under the same rules.
    """
    changes = []
    for name in ("changed", "gone"):
        table.run(cursor, "changed_closed_figures", {"closed_after": closed_after_months}, name=name)
        changes += list(cursor.fetchall())
    if not changes:
        return
    named = "; ".join(map(_in_words, changes[:_NAMED_AT_MOST]))
    more = f"; and {len(changes) - _NAMED_AT_MOST} more" if len(changes) > _NAMED_AT_MOST else ""
    raise PublishedFiguresError(
        f"Published figures of closed months have changed under the same rules: {named}{more}. They are not "
        "recorded, and SPICE still shows the figures before.",
        "Look at the day in Data health, which lists the published figures that are others now. If the "
        "source is wrong, have it corrected there: the run of the next dump goes on by itself, that of a "
        "dump of this day uploaded again after preflight is cleared with downstream. If the new figures "
        "are right, add a version with a sentence to dbt/seeds/rule_versions.csv, deploy it and clear "
        "seed_code_lists with downstream.",
    )


def _in_words(change: tuple[Any, ...]) -> str:
    month, gold_table, metric, tenant_type, published, published_as_of, now = change
    return (
        f"{month:%Y-%m} {gold_table}.{metric} ({tenant_type}) was {_number(published)} as of "
        f"{published_as_of} and is {_number(now)} now"
    )


def _number(value: Any) -> str:
    return "no figure" if value is None else f"{value.normalize():f}"
