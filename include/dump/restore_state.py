"""The server's memory of what a restore has done, for the next try."""

from __future__ import annotations

import json
import os
import platform
import time
from typing import Any

from pymysql.connections import Connection

from include.dump.sql_files import statements
from include.dump.table_definition import quote
from include.dump.table_summary import TableSummary

_GONE_SECONDS = 60.0
_LONGEST_IDENTITY = 2048


class RestoreState:
    """The rows about one target schema in the four state tables.

    :param state_schema: where the tables are.
    :param target_schema: the schema being restored into.
    """

    def __init__(self, state_schema: str, target_schema: str) -> None:
        self._schema = state_schema
        self._target = target_schema

    def prepare(self, connection: Connection[Any]) -> None:
        """Make the schema and tables that are missing."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM information_schema.schemata WHERE schema_name = %s", (self._schema,)
            )
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE IF NOT EXISTS {quote(self._schema)}")
            for statement in statements("restore_state"):
                name = statement.split("EXISTS ", 1)[1].split(" ", 1)[0]
                cursor.execute(
                    "SELECT 1 FROM information_schema.tables WHERE table_schema = %s AND table_name = %s",
                    (self._schema, name),
                )
                if cursor.fetchone() is None:
                    cursor.execute(statement.replace(name, self._table(name), 1))
        connection.commit()

    def begin(self, connection: Connection[Any], identity: str) -> dict[str, TableSummary] | None:
        """Take note that a restore of this object version begins.

        :returns: the tables that an earlier try with the same version completed; None if there was no restore
            into the schema before.
        """
        identity = identity[-_LONGEST_IDENTITY:]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT object_identity FROM {self._table('restore_state')} WHERE target_schema = %s",  # noqa: S608
                (self._target,),
            )
            before = cursor.fetchone()
            if before is None or before[0] != identity:
                self._forget(cursor, "restore_state_tables")
            self._forget(cursor, "restore_state_jobs")
            done = self._completed(cursor)
            cursor.execute(
                f"REPLACE INTO {self._table('restore_state')} VALUES (%s, %s, %s, %s, UTC_TIMESTAMP(3))",
                (self._target, identity, platform.node(), os.getpid()),
            )
        connection.commit()
        return None if before is None else done

    def keep_only(self, connection: Connection[Any], names: set[str]) -> None:
        """Forget every completed table but these."""
        with connection.cursor() as cursor:
            for name in set(self._completed(cursor)) - names:
                self._forget_table(cursor, name)
        connection.commit()

    def holder(self, connection: Connection[Any]) -> str | None:
        """Return who began the latest restore into the schema, for a message."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT object_identity, client_host, client_pid, started_at "
                f"FROM {self._table('restore_state')} WHERE target_schema = %s",
                (self._target,),
            )
            row = cursor.fetchone()
        return (
            f"{row[0]} by process {row[2]} on {row[1]} since {row[3]:%Y-%m-%d %H:%M:%S} UTC" if row else None
        )

    def job_done(self, connection: Connection[Any], table: str, job: int) -> bool:
        """Tell whether the transaction of a job was committed."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT 1 FROM {self._table('restore_state_jobs')} "  # noqa: S608
                "WHERE target_schema = %s AND table_name = %s AND job = %s",
                (self._target, table, job),
            )
            return cursor.fetchone() is not None

    def note_job(self, connection: Connection[Any], table: str, job: int) -> None:
        """Take note of a job, within its transaction."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {self._table('restore_state_jobs')} VALUES (%s, %s, %s)",
                (self._target, table, job),
            )

    def note_table(self, connection: Connection[Any], summary: TableSummary) -> None:
        """Take note that a table is complete."""
        with connection.cursor() as cursor:
            self._forget_table(cursor, summary.name)
            cursor.execute(
                f"INSERT INTO {self._table('restore_state_tables')} VALUES (%s, %s, %s, UTC_TIMESTAMP(3))",
                (self._target, summary.name, json.dumps(summary.facts(), ensure_ascii=False)),
            )
        connection.commit()

    def reopen_table(self, connection: Connection[Any], name: str) -> None:
        """Take note that a table is not complete after all."""
        with connection.cursor() as cursor:
            self._forget_table(cursor, name)
        connection.commit()

    def note_session(self, connection: Connection[Any]) -> None:
        """Take note of a loading connection, so that another process can end it."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"REPLACE INTO {self._table('restore_state_sessions')} VALUES (%s, %s)",
                (self._target, thread_id(connection)),
            )
        connection.commit()

    def end_sessions(self, connection: Connection[Any]) -> int:
        """End what is left of the loading connections of earlier tries and wait until they are gone.

        :returns: how many were still there.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT connection_id FROM {self._table('restore_state_sessions')} WHERE target_schema = %s",  # noqa: S608
                (self._target,),
            )
            ids = [int(row[0]) for row in cursor.fetchall()]
            ended = end_threads(connection, ids, self._target)
            self._forget(cursor, "restore_state_sessions")
        connection.commit()
        return ended

    def forget_sessions(self, connection: Connection[Any]) -> None:
        """Take note that no loading connection is left."""
        with connection.cursor() as cursor:
            self._forget(cursor, "restore_state_sessions")
            self._forget(cursor, "restore_state_jobs")
        connection.commit()

    def _completed(self, cursor: Any) -> dict[str, TableSummary]:
        cursor.execute(
            f"SELECT table_name, facts FROM {self._table('restore_state_tables')} WHERE target_schema = %s",  # noqa: S608
            (self._target,),
        )
        return {name: TableSummary.from_facts(json.loads(facts)) for name, facts in cursor.fetchall()}

    def _forget(self, cursor: Any, table: str) -> None:
        cursor.execute(f"DELETE FROM {self._table(table)} WHERE target_schema = %s", (self._target,))  # noqa: S608

    def _forget_table(self, cursor: Any, name: str) -> None:
        for table in ("restore_state_tables", "restore_state_jobs"):
            cursor.execute(
                f"DELETE FROM {self._table(table)} WHERE target_schema = %s AND table_name = %s",  # noqa: S608
                (self._target, name),
            )

    def _table(self, name: str) -> str:
        return f"{quote(self._schema)}.{quote(name)}"


def end_threads(connection: Connection[Any], ids: list[int], schema: str | None = None) -> int:
    """Kill server threads and wait until they are gone.

    :param ids: their connection ids.
    :param schema: kill only threads whose default schema this is: ids are used again after a restart.
    :returns: how many there were.
    """
    ended: set[int] = set()
    deadline = time.monotonic() + _GONE_SECONDS
    while ids and time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM information_schema.processlist WHERE id IN %s AND COALESCE(db, '') = %s "
                "AND user = SUBSTRING_INDEX(CURRENT_USER(), '@', 1)",
                (tuple(ids), schema or ""),
            )
            alive = [int(row[0]) for row in cursor.fetchall()]
            if not alive:
                break
            for thread in alive:
                if thread not in ended:
                    _kill(cursor, thread)
                    ended.add(thread)
        time.sleep(0.05)
    return len(ended)


def thread_id(connection: Connection[Any]) -> int:
    """Return the server's number of a connection."""
    untyped: Any = connection
    return int(untyped.thread_id())


def _kill(cursor: Any, thread: int) -> None:
    try:
        cursor.execute("KILL %s", (thread,))
    except Exception as error:  # the driver's error classes differ by code
        if error.args[:1] != (1094,):  # no such thread: it ended by itself meanwhile
            raise
