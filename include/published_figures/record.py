"""Records what a run is about to show: the figures of gold, by month."""

from __future__ import annotations

from datetime import date

from include.exceptions import PublishedFiguresError
from include.mysql.target import WarehouseTarget
from include.mysql.timestamps import to_ledger, utc_now
from include.published_figures.closed_months import check_closed_months
from include.published_figures.figures_table import FiguresTable
from include.settings import Settings


def record_figures(target: WarehouseTarget, settings: Settings, day: date, run_id: str) -> int:
    """Add the figures of ``gold.monthly_figures`` that were not yet published for this as-of date.

    The same figures again add nothing; a changed one is a further row. Nothing is updated or deleted.

    :param target: the warehouse, as the loading user.
    :param settings: schema of the ledger, code version, and when a month is closed.
    :param day: JST dump date, of which gold must be.
    :param run_id: Airflow run.
    :returns: the number of rows added.
    :raises PublishedFiguresError: if gold is of another day, or a closed month has changed.
    """
    table = FiguresTable(target, settings)
    with table.transaction() as cursor:
        cursor.execute("SELECT MIN(as_of_date), MAX(as_of_date) FROM gold.monthly_figures")
        if (found := cursor.fetchone()) != (day, day):
            raise PublishedFiguresError(
                f"gold.monthly_figures is of {found[1] if found else None} and not of {day}: nothing was "
                "recorded.",
                "Clear seed_code_lists of this run with downstream.",
            )
        check_closed_months(table, cursor, settings.closed_after_months)
        earlier = [known.number for known in table.publications(cursor) if known.as_of_date == day]
        return table.run(
            cursor,
            "append",
            {
                "publication_number": max(earlier, default=0) + 1,
                "published_at": to_ledger(utc_now()),
                "run_id": run_id,
                "code_version": settings.code_version,
            },
        )
