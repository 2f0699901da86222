"""Measures how old the data is that people look at; what cannot be measured is never called fresh."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import pymysql

from include.clock import TOKYO, tokyo_today
from include.freshness.freshness_reading import FreshnessReading
from include.freshness.freshness_report import FreshnessReport
from include.freshness.lateness import expected_day, run_is_late
from include.ledger.ledger import Ledger
from include.mysql.identifiers import quoted
from include.mysql.sql_files import SqlFiles
from include.mysql.target import WarehouseTarget
from include.mysql.timestamps import utc_now
from include.settings import Settings

if TYPE_CHECKING:
    from pymysql.connections import Connection

_SQL = SqlFiles(__file__)

# Days; a run shows yesterday's changes. Each has an alarm at the same limit (infra/modules/monitoring).
LIMITS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "movings": 2.0,
        "tenants": 2.0,
        "rooms": 7.0,
        "apartments": 30.0,
        "published dump": 1.0,
        "tenant snapshot": 1.0,
        "gold": 1.0,
    }
)
DAILY_DAG_ID: Final = "tokyobeta_daily"
_SOURCE_TABLES: Final = ("movings", "tenants", "rooms", "apartments")


def measure_freshness(
    target: WarehouseTarget, ledger: Ledger, settings: Settings, *, now: datetime | None = None
) -> FreshnessReport:
    """Measure every source and record the readings in the ledger.

    :param target: the warehouse, as a user who may read staging and gold.
    :param ledger: the run ledger.
    :param settings: names of the schemas.
    :param now: replaces the system clock, timezone-aware; the sample world lives in its own time.
    :returns: the readings, and what could not be measured.
    :raises pymysql.err.OperationalError: if the warehouse cannot be reached at all.
    """
    moment = now or utc_now()
    readings: list[FreshnessReading] = []
    unmeasured: dict[str, str] = {}
    with target.with_schema(None).connect() as connection:
        for source in LIMITS:
            newest = _newest(connection, settings, source, moment)
            if isinstance(newest, str):
                unmeasured[source] = newest
            else:
                readings.append(_reading(source, newest, moment))
    ledger.record_freshness(reading.to_row() for reading in readings)
    late = _late(ledger, settings, moment)
    return FreshnessReport(readings=tuple(readings), unmeasured=unmeasured, late=late)


def _late(ledger: Ledger, settings: Settings, now: datetime) -> str | None:
    """Return in words that the run of the day is late, or None: judged by the row that a run ends with.

    Airflow's own deadline alerts cannot carry this promise: with 3.3.1 they break the clearing of tasks
    (apache/airflow 70368) and never fire again after the DAG's first change (68732, 72471).
    """
    done = ledger.last_success(DAILY_DAG_ID)
    if done is None or not run_is_late(done.dump_date, now, settings.run_due_time):
        return None
    day = expected_day(now, settings.run_due_time)
    return (
        f"{DAILY_DAG_ID} had no complete run for the dump of {day} by "
        f"{settings.run_due_time:%H:%M} Tokyo time; the last one was of {done.dump_date}"
    )


def _newest(
    connection: Connection[Any], settings: Settings, source: str, now: datetime
) -> datetime | date | str:
    """Return the newest moment or day of a source, or in words why there is none."""
    name = "newest_" + ("change" if source in _SOURCE_TABLES else source.replace(" ", "_"))
    places = {
        "staging": quoted(settings.staging_schema),
        "ops": quoted(settings.ops_schema),
        "table": quoted(source),
    }
    try:
        with connection.cursor() as cursor:
            # A moment in the future is a wrong clock somewhere; it must not make old data look fresh.
            cursor.execute(
                _SQL.text(name).format(**places), {"now": now.astimezone(UTC).replace(tzinfo=None)}
            )
            row = cursor.fetchone()
    except (pymysql.err.ProgrammingError, pymysql.err.OperationalError) as error:
        return f"error {error.args[0]}: {error.args[1]}"
    newest = row[0] if row else None
    return newest if isinstance(newest, date) else "nothing is there"


def _reading(source: str, newest: datetime | date, now: datetime) -> FreshnessReading:
    today = tokyo_today(now)
    if isinstance(newest, datetime):
        moment = newest.replace(tzinfo=UTC)
        age = (now - moment) / timedelta(days=1)
    else:
        moment = datetime.combine(newest, time(), TOKYO)
        age = float((today - newest).days)
    return FreshnessReading(
        source=source,
        newest=moment.astimezone(UTC),
        age_days=age,
        limit_days=LIMITS[source],
        measured_on=today,
        measured_at=now,
    )
