"""The key figures of the dashboards, as gold has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from include.health.document import HealthDocument, Rows
from include.health.series import Series, month_start
from include.mysql.sql_files import SqlFiles

_SQL = SqlFiles(__file__)
_COLUMN_NAME: Final = re.compile(r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b")
_NAMES: Final = (
    "numbers_kpi",
    "numbers_occupancy",
    "numbers_activity",
    "numbers_notices",
    "numbers_moveouts",
    "numbers_municipalities",
    "numbers_external_figures",
    "numbers_definitions",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One key figure.

    :param dashboard: title of the dashboard that shows it.
    :param metric: column of gold.
    :param gold_table: its table.
    :param period: the day or month it is about.
    :param value: the number; None where gold has none.
    :param as_of: dump date that it was computed from.
    :param label: its name in the definitions.
    :param unit: as in the definitions.
    :param definition: what it means, in words.
    """

    dashboard: str
    metric: str
    gold_table: str
    period: str
    value: float | None
    as_of: date
    label: str
    unit: str
    definition: str


def collect_numbers(query: Callable[[str], Rows]) -> dict[str, Rows]:
    """Return the figures' rows by name, for the document.

    :param query: runs a statement and returns its rows; none where gold is not built yet.
    """
    return {name: query(_SQL.named("numbers", name)) for name in _NAMES}


# Dashboard, rows of the document, gold table, and its figures. The newest row is shown.
_SHOWN: Final[tuple[tuple[str, str, str, tuple[str, ...]], ...]] = (
    (
        "Executive summary",
        "numbers_kpi",
        "kpi_month_end_metrics",
        ("occupancy_rate_at_start", "rent_jpy", "revpar_jpy", "recpar_cash_jpy"),
    ),
    (
        "Executive summary",
        "numbers_activity",
        "daily_activity_summary",
        ("moveins", "moveouts"),
    ),
    (
        "New contracts",
        "numbers_activity",
        "daily_activity_summary",
        ("signings", "new_signings", "renewals"),
    ),
    (
        "Move-outs",
        "numbers_moveouts",
        "moveout_summary",
        ("moveout_count", "average_tenure_months", "average_rent"),
    ),
    (
        "Move-outs",
        "numbers_notices",
        "moveout_notices_monthly",
        ("notices", "average_notice_lead_time_days"),
    ),
)


def figures(document: HealthDocument) -> list[Figure]:
    """Return the newest value of each key figure with its definition; none before gold was built.

    :param document: what the ledger and gold said when they were read.
    """
    definitions = {(d["gold_table"], d["metric"]): d for d in document.rows("numbers_definitions")}
    titles = {place: str(definition["label"]) for place, definition in definitions.items()}
    found = []
    for dashboard, rows_name, table, metrics in _SHOWN:
        rows = document.rows(rows_name)
        if not rows:
            continue
        newest = max(rows, key=_period)
        for metric in metrics:
            definition = definitions.get((table, metric), {})
            found.append(
                Figure(
                    dashboard=dashboard,
                    metric=metric,
                    gold_table=table,
                    period=_period(newest),
                    value=newest[metric],
                    as_of=newest["as_of_date"],
                    label=definition.get("label", metric),
                    unit=definition.get("unit", ""),
                    definition=_with_titles(definition.get("definition", ""), table, titles),
                )
            )
    return found


def _with_titles(text: str, table: str, titles: Mapping[tuple[str, str], str]) -> str:
    """Return a definition with the titles that dashboards show in place of names of columns.

    :param text: the definition, which names columns of its table and of others.
    :param table: its gold table, whose columns come first.
    :param titles: titles by table and column; a name without one stays.
    """

    def title(name: str) -> str:
        others = {found for (_, column), found in titles.items() if column == name}
        return titles.get((table, name)) or (others.pop() if len(others) == 1 else name)

    return _COLUMN_NAME.sub(lambda found: title(found[0]), text)


def number_charts(document: HealthDocument) -> list[Series]:
    """Return the charts of the numbers page.

    :param document: what the ledger and gold said when they were read.
    """
    occupancy = document.rows("numbers_occupancy")
    activity = document.rows("numbers_activity")
    daily = [
        Series(
            name="occupancy_rate",
            title="Occupancy rate",
            unit="%",
            points=tuple((row["occupancy_date"], _percent(row["occupancy_rate"])) for row in occupancy),
            zero_based=False,
        ),
        Series(
            name="rooms_at_end",
            title="Occupied rooms",
            unit="rooms",
            points=tuple((row["occupancy_date"], row["rooms_at_end"]) for row in occupancy),
            zero_based=False,
        ),
    ]
    monthly = [
        _monthly(activity, "signings", "Signings a month", "signings"),
        _monthly(activity, "moveins", "Move-ins a month", "move-ins"),
        _monthly(activity, "moveouts", "Move-outs a month", "move-outs"),
        _monthly(document.rows("numbers_notices"), "notices", "Notices to leave a month", "notices"),
    ]
    return [series for series in (*daily, *monthly) if series.points]


def _percent(share: float | None) -> float | None:
    return None if share is None else round(float(share) * 100, 2)


def _monthly(rows: Rows, column: str, title: str, unit: str) -> Series:
    ordered = sorted(rows, key=_period)
    points = tuple((month_start(row["month"]), float(row[column] or 0)) for row in ordered)
    return Series(name=column, title=title, unit=unit, points=points)


def _period(row: dict[str, Any]) -> str:
    return str(row.get("month") or row["metric_date"])
