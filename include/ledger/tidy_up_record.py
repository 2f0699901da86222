"""The record of a tidy-up: who had erased what a dead run left behind, and why."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from include.ledger.ledger import upsert
from include.mysql.sql_files import SqlFiles
from include.mysql.target import WarehouseTarget
from include.mysql.timestamps import to_ledger

_SQL = SqlFiles(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TidyUpRecord:
    """A row of ``ops.tidy_ups``.

    :param run_id: the Airflow run.
    :param decided_by: who wanted it.
    :param reason: why.
    :param code_version: version of the code.
    :param started_at: UTC time.
    :param finished_at: UTC time; None while it runs, or after it has failed.
    :param erased: what was erased, each with its place and details.
    """

    run_id: str
    decided_by: str
    reason: str
    code_version: str
    started_at: datetime
    finished_at: datetime | None = None
    erased: tuple[dict[str, str], ...] = ()


def record_tidy_up(target: WarehouseTarget, ops_schema: str, record: TidyUpRecord) -> None:
    """Record a tidy-up before it begins, and once more when it is done.

    :param target: the warehouse, as the loading user.
    :param ops_schema: schema of the ledger.
    :param record: the row; that of the same run is replaced.
    """
    times = {name: to_ledger(getattr(record, name)) for name in ("started_at", "finished_at")}
    row = {**asdict(record), **times, "erased": json.dumps(record.erased, ensure_ascii=False)}
    with target.with_schema(ops_schema).connect(autocommit=False) as connection:
        with connection.cursor() as cursor:
            upsert(cursor, "tidy_ups", row)
        connection.commit()


def recorded_tidy_up(target: WarehouseTarget, ops_schema: str, run_id: str) -> list[dict[str, str]]:
    """Return what earlier tries of a run have erased.

    :param target: the warehouse, as the loading user.
    :param ops_schema: schema of the ledger.
    :param run_id: the Airflow run.
    """
    with target.with_schema(ops_schema).connect() as connection, connection.cursor() as cursor:
        cursor.execute(_SQL.text("tidied_up"), {"run_id": run_id})
        row: Any = cursor.fetchone()
    return list(json.loads(row[0])) if row else []
