"""Lists and drops the replaced copies of staging."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from include.exceptions import ConfigurationError
from include.ledger.ledger import Ledger
from include.ledger.restore_marker_table import MARKER_TABLE, read_restore_marker
from include.ledger.schemas import SET_ASIDE_PREFIX, backup_schemas, base_tables
from include.mysql.identifiers import quoted
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from include.staging.quality.copy_check import copy_problem
from include.staging.retention.backup import Backup

if TYPE_CHECKING:
    from pymysql.connections import Connection

log = logging.getLogger(__name__)


def list_backups(target: WarehouseTarget, settings: Settings) -> list[Backup]:
    """Return the backups, newest dump date first.

    :param target: the warehouse, as the loading user.
    :param settings: the prefix of backup schemas.
    """
    with target.with_schema(None).connect() as connection:
        days = backup_schemas(connection, settings.backup_schema_prefix)
        backups = [_backup(connection, name, day) for name, day in days.items()]
    return sorted(backups, key=lambda backup: backup.day, reverse=True)


def checked_backups(
    target: WarehouseTarget, ledger: Ledger, settings: Settings, table: str | None = None
) -> list[Backup]:
    """Return the backups with what each lacks for a roll-back, newest dump date first.

    :param target: the warehouse, as the loading user.
    :param ledger: the run ledger on the same server.
    :param settings: the prefix of backup schemas, and where the dbt project is.
    :param table: the one table that is to be seen again; None for all.
    """
    backups = list_backups(target, settings)
    with target.with_schema(None).connect() as connection:
        return [
            replace(backup, problem=copy_problem(connection, ledger, settings, backup.schema, table))
            for backup in backups
        ]


def drop_old_backups(
    target: WarehouseTarget, settings: Settings, *, today: date, keep_days: int | None = None
) -> list[Backup]:
    """Drop the backups whose dump is older than ``keep_days`` days before ``today``.

    The newest backup always stays: after a gap in the dumps it is the only way back, however old it is.
    A schema whose name is not the prefix and a calendar day is never touched.

    :param target: the warehouse, as the loading user.
    :param settings: the prefix of backup schemas, and the default of ``keep_days``.
    :param today: dump date of the run; a backup of a later day stays.
    :param keep_days: days to keep, at least 1.
    :returns: what was dropped.
    :raises ConfigurationError: if ``keep_days`` is below 1.
    """
    days = settings.backup_days if keep_days is None else keep_days
    if days < 1:
        raise ConfigurationError(
            f"Backups cannot be kept for {days} days: the copy that a publish just replaced would go.",
            "Set TOKYOBETA_BACKUP_DAYS to 1 or more.",
        )
    old = [b for b in list_backups(target, settings)[1:] if b.day < today - timedelta(days=days)]
    with target.with_schema(None).connect() as connection, connection.cursor() as cursor:
        for backup in old:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted(backup.schema)}")
            log.info("Dropped %s (%d tables)", backup.schema, backup.table_count)
    return old


def _backup(connection: Connection[Any], schema: str, day: date) -> Backup:
    marker = read_restore_marker(connection, schema)
    tables = [
        name
        for name in base_tables(connection, schema)
        if name != MARKER_TABLE and not name.startswith(SET_ASIDE_PREFIX)
    ]
    return Backup(
        schema=schema,
        day=day,
        table_count=len(tables),
        row_count=marker.row_count if marker else None,
        can_be_published=marker is not None,
    )
