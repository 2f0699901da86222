"""What a finished run left behind, read from the warehouse and its ledger."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from include.ledger.schemas import layer_rows
from include.mysql.target import WarehouseTarget

if TYPE_CHECKING:
    from pymysql.connections import Connection

SQL = Path(__file__).parent / "sql"
LAYERS = ("staging", "silver", "gold")


@dataclass(frozen=True, slots=True)
class DayRow:
    """One row of the newest day of daily_activity_summary, in the order of ``newest_day.sql``."""

    day: date
    tenant_type: str
    new_signings: int
    renewals: int
    moveins: int
    moveouts: int
    net_moveins: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The result of a run.

    :param layers: schema to (tables, rows).
    :param newest_day: rows of the newest day of daily_activity_summary.
    :param quality: (rule, severity, status, measured, threshold) of the published dump.
    :param dump_date: JST day of the published dump.
    :param warnings: of the newest successful run: what did not stop it.
    """

    layers: dict[str, tuple[int, int]]
    newest_day: list[DayRow]
    quality: list[tuple[str, str, str, str, str]]
    dump_date: date | None
    warnings: list[str]


def read_report(target: WarehouseTarget) -> Report:
    """Read the result of the newest publication.

    :param target: the warehouse.
    :raises pymysql.err.MySQLError: if a table that a run makes is missing.
    """
    layers = {
        layer: (len(tables), sum(tables.values())) for layer, tables in layer_rows(target, LAYERS).items()
    }
    with target.with_schema(None).connect() as connection:
        published = _rows(connection, "published")
        newest_run = _rows(connection, "warnings")
        return Report(
            layers=layers,
            newest_day=[DayRow(*row) for row in _rows(connection, "newest_day")],
            quality=[tuple(str(value) for value in row) for row in _rows(connection, "quality")],  # type: ignore[misc]
            dump_date=published[0][0] if published else None,
            warnings=json.loads(newest_run[0][0] or "[]") if newest_run else [],
        )


def _rows(connection: Connection[Any], name: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute((SQL / f"{name}.sql").read_text(encoding="utf-8"))
        return list(cursor.fetchall())
