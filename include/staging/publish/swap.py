"""Runs the RENAME: obstacles out of the way, short lock waits, bounded tries."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any, Final

import pymysql

from include.exceptions import PublishError
from include.ledger.schemas import base_tables
from include.mysql.identifiers import quoted
from include.mysql.sql_files import SqlFiles
from include.staging.publish.lock_holders import lock_holders
from include.staging.publish.swap_plan import REPLACED_PREFIX, SwapPlan

if TYPE_CHECKING:
    from pymysql.connections import Connection

_SQL = SqlFiles(__file__)

log = logging.getLogger(__name__)

_LOCK_WAIT_TIMEOUT: Final = 1205
_DEADLOCK: Final = 1213


def drop_triggers(connection: Connection[Any], plan: SwapPlan) -> tuple[str, ...]:
    """Drop the triggers of the tables that move: MySQL cannot move a table with triggers (error 1435).

    Raw tables have none of their own; the definition of one that somebody added goes to the log.

    :returns: their names as ``schema.trigger``.
    """
    moved = plan.moved()
    dropped = []
    with connection.cursor() as cursor:
        cursor.execute(_SQL.text("triggers"), {"schemas": (plan.source, plan.staging, plan.backup)})
        for schema, name, table_schema, table in cursor.fetchall():
            if (table_schema, table) not in moved:
                continue
            trigger = f"{quoted(schema)}.{quoted(name)}"
            cursor.execute(f"SHOW CREATE TRIGGER {trigger}")
            row: Any = cursor.fetchone()
            log.warning("Dropping trigger %s on %s.%s: %s", trigger, table_schema, table, row[2])
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
            dropped.append(f"{schema}.{name}")
    return tuple(dropped)


def check_foreign_keys(connection: Connection[Any], plan: SwapPlan) -> None:
    """Refuse a plan that would move only one end of a foreign key.

    :raises PublishError: naming the constraint.
    """
    moved = plan.moved()
    with connection.cursor() as cursor:
        cursor.execute(_SQL.text("foreign_keys"), {"schemas": (plan.source, plan.staging, plan.backup)})
        for name, schema, table, other_schema, other_table in cursor.fetchall():
            if ((schema, table) in moved) != ((other_schema, other_table) in moved):
                raise PublishError(
                    f"Foreign key {name} of {schema}.{table} refers to {other_schema}.{other_table}, "
                    "and only one of the two tables is replaced by a publish.",
                    f"Drop it: ALTER TABLE {schema}.{table} DROP FOREIGN KEY {name}.",
                )


def run_swap(
    connection: Connection[Any],
    plan: SwapPlan,
    *,
    lock_wait_seconds: int,
    attempts: int,
    pause_seconds: float,
) -> tuple[float, int]:
    """Run the RENAME. While it waits, new readers queue behind it, so it waits briefly and steps back.

    :param connection: an open connection.
    :param plan: which tables go where.
    :param lock_wait_seconds: longest wait of one try.
    :param attempts: number of tries.
    :param pause_seconds: between two tries, for the readers that queued.
    :returns: seconds of the RENAME that succeeded, and the number of tries.
    :raises PublishError: if every try was blocked; it names the sessions that hold the tables.
    """
    schemas = (plan.source, plan.staging, plan.backup)
    holders = "unknown"
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION lock_wait_timeout = %s", (lock_wait_seconds,))
        for attempt in range(1, attempts + 1):
            started = time.monotonic()
            try:
                cursor.execute(plan.statement())
            except pymysql.err.OperationalError as error:
                if error.args[0] not in {_LOCK_WAIT_TIMEOUT, _DEADLOCK}:
                    raise
                holders = lock_holders(connection, schemas)
                log.warning("Try %d of %d: the RENAME is blocked: %s", attempt, attempts, holders)
            else:
                return time.monotonic() - started, attempt
            if attempt < attempts:
                time.sleep(pause_seconds)
    raise PublishError(
        f"The RENAME of {plan.staging} was blocked {attempts} times for {lock_wait_seconds} s. "
        f"Last seen: {holders}.",
        "Let that query or transaction end, or end it with KILL <connection>, then clear this task "
        "with downstream. Readers still see the old data.",
    )


def drop_replaced(connection: Connection[Any], schema: str) -> int:
    """Drop the tables that a swap set aside, also those that an interrupted one left; returns how many."""
    left_over = [table for table in base_tables(connection, schema) if table.startswith(REPLACED_PREFIX)]
    if left_over:
        with connection.cursor() as cursor:
            cursor.execute("SET SESSION foreign_key_checks = 0")
            cursor.execute(
                "DROP TABLE " + ", ".join(f"{quoted(schema)}.{quoted(name)}" for name in left_over)
            )
            cursor.execute("SET SESSION foreign_key_checks = 1")
    return len(left_over)
