"""The server's memory of what a restore has done, for the next try."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Sequence
from typing import Any

from pymysql.connections import Connection

from include.dump.load.fencing_token import FencingToken
from include.dump.load.table_summary import TableSummary
from include.mysql.creation_lock import creation_lock
from include.mysql.identifiers import quoted
from include.mysql.process_list import ServerThread
from include.mysql.server_threads import end_threads, live_threads, thread_id
from include.mysql.sql_files import SqlFiles

_SQL = SqlFiles(__file__)

_LONGEST_IDENTITY = 2048
_TABLES = (
    "restore_state",
    "restore_state_tables",
    "restore_state_jobs",
    "restore_state_sessions",
    "restore_state_claims",
    "restore_state_parts",
    "restore_state_part_sessions",
)


class RestoreState:
    """The rows about one target schema in the state tables.

    :param state_schema: where the tables are.
    :param target_schema: the schema being restored into.
    :param fencing_token: the claim on it; None for one that is to be taken.
    """

    def __init__(
        self, state_schema: str, target_schema: str, fencing_token: FencingToken | None = None
    ) -> None:
        self.schema = state_schema
        """Where the tables are."""
        self._target = target_schema
        self.fencing_token = fencing_token or FencingToken(state_schema, target_schema)

    def prepare(self, connection: Connection[Any]) -> None:
        """Make the schema and tables that are missing; where none is, no right to make them is needed."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM information_schema.schemata WHERE schema_name = %s", (self.schema,))
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE IF NOT EXISTS {quoted(self.schema)}")
            cursor.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = %s", (self.schema,)
            )
            if not set(_TABLES) <= {str(row[0]) for row in cursor.fetchall()}:
                with creation_lock(cursor, self.schema):
                    for statement in _SQL.statements("restore_state"):
                        cursor.execute(statement.format(schema=quoted(self.schema)))
        connection.commit()

    def begin(self, connection: Connection[Any], identity: str) -> dict[str, TableSummary]:
        """Record that a restore of this content begins.

        :param connection: any connection of the restore.
        :param identity: the dump with its version, and the options that decide what of it is restored.
        :returns: the tables that an earlier try with the same content completed.
        """
        identity = identity[-_LONGEST_IDENTITY:]
        with connection.cursor() as cursor:
            before = self._row(cursor, "object_before", self._target)
            if before is None or before[0] != identity:
                self._run(cursor, "forget_tables", self._target)
            self._run(cursor, "forget_jobs", self._target)
            done = self._completed(cursor)
            self._run(cursor, "begin", self._target, identity, platform.node(), os.getpid())
        connection.commit()
        return done

    def keep_only(self, connection: Connection[Any], names: set[str]) -> None:
        """Forget every completed table but these; no job is recorded when a restore begins."""
        with connection.cursor() as cursor:
            if forgotten := sorted(set(self._completed(cursor)) - names):
                self._run(cursor, "forget_these_tables", self._target, forgotten)
        connection.commit()

    def holder(self, connection: Connection[Any]) -> str | None:
        """Return who began the latest restore into the schema, for a message."""
        with connection.cursor() as cursor:
            row = self._row(cursor, "holder", self._target)
        return (
            f"{row[0]} by process {row[2]} on {row[1]} since {row[3]:%Y-%m-%d %H:%M:%S} UTC" if row else None
        )

    def job_done(self, connection: Connection[Any], table: str, job: int) -> bool:
        """Tell whether the transaction of a job was committed."""
        with connection.cursor() as cursor:
            return self._row(cursor, "job_done", self._target, table, job) is not None

    def record_job(self, connection: Connection[Any], table: str, job: int) -> None:
        """Record a job, within its transaction.

        :raises RestoreBusyError: if another restore has taken the schema over.
        """
        self.fencing_token.check(connection)
        with connection.cursor() as cursor:
            self._run(cursor, "record_job", self._target, table, job)

    def record_table(self, connection: Connection[Any], summary: TableSummary) -> None:
        """Record that a table is complete; see :meth:`record_tables`."""
        self.record_tables(connection, [summary])

    def record_tables(self, connection: Connection[Any], summaries: Sequence[TableSummary]) -> None:
        """Record that tables are complete, and commit.

        Nothing is deleted for that: two sessions that each delete what is not there and then insert lock the
        same gap and end in a deadlock (MySQL manual, "InnoDB Locking", gap locks).

        :raises RestoreBusyError: if another restore has taken the schema over.
        """
        self.fencing_token.check(connection)
        statement = _SQL.named("state_statements", "record_tables").format(
            schema=quoted(self.schema),
            rows=", ".join([_SQL.named("state_statements", "row_of_table")] * len(summaries)),
        )
        values: list[str] = []
        for summary in summaries:
            values += [self._target, summary.name, json.dumps(summary.facts(), ensure_ascii=False)]
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
        connection.commit()

    def table_done(self, connection: Connection[Any], name: str) -> bool:
        """Tell whether it is recorded that a table is complete."""
        with connection.cursor() as cursor:
            return self._row(cursor, "table_done", self._target, name) is not None

    def reopen_tables(self, connection: Connection[Any], names: Iterable[str]) -> None:
        """Record that tables are not complete after all; their jobs so far stay noted."""
        with connection.cursor() as cursor:
            for name in names:
                self._run(cursor, "forget_table", self._target, name)
        connection.commit()

    def record_session(self, connection: Connection[Any]) -> None:
        """Record a loading connection, so that another process can end it.

        :raises RestoreBusyError: if another restore has taken the schema over.
        """
        self.fencing_token.check(connection)
        with connection.cursor() as cursor:
            self._run(cursor, "record_session", self._target, thread_id(connection))
        connection.commit()

    def end_sessions(self, connection: Connection[Any]) -> int:
        """End what is left of the loading connections of earlier tries and wait until they are gone.

        :returns: how many were still there.
        """
        return self._end(connection, "sessions", self._target)

    def live_sessions(self, connection: Connection[Any]) -> list[ServerThread]:
        """Return what is left of the loading connections of earlier tries."""
        with connection.cursor() as cursor:
            self._run(cursor, "sessions", self._target)
            ids = [int(row[0]) for row in cursor.fetchall()]
        return live_threads(connection, ids, self._target)

    def notes_of_dead_tries(self, connection: Connection[Any]) -> int:
        """Return how many rows are left that a restore forgets when it ends well."""
        with connection.cursor() as cursor:
            row = self._row(cursor, "notes_of_tries", *(self._target,) * 3)
        return int(row[0]) if row else 0

    def dump(self, connection: Connection[Any]) -> str | None:
        """Return the dump with its version that the latest restore into the schema was of."""
        with connection.cursor() as cursor:
            row = self._row(cursor, "object_before", self._target)
        return str(row[0]) if row else None

    def completed(self, connection: Connection[Any]) -> set[str]:
        """Return the tables that the latest restore into the schema has completed."""
        with connection.cursor() as cursor:
            return set(self._completed(cursor))

    def forget_all(self, connection: Connection[Any]) -> None:
        """Forget everything about the schema but who may write: the next restore begins from nothing.

        The claim stays, so that a restore that was cut off from the server finds another one in its place.
        """
        with connection.cursor() as cursor:
            for statement in ("state", "tables", "jobs", "sessions", "sessions_of_parts"):
                self._run(cursor, f"forget_{statement}", self._target)
        connection.commit()
        self.fencing_token.record_made(connection, ())

    def forget_sessions(self, connection: Connection[Any]) -> None:
        """Record that no loading connection is left."""
        with connection.cursor() as cursor:
            self._run(cursor, "forget_sessions", self._target)
            self._run(cursor, "forget_jobs", self._target)
        connection.commit()

    def _end(self, connection: Connection[Any], sessions: str, *values: object) -> int:
        """End what is left of some sessions; one that was recorded meanwhile stays recorded."""
        with connection.cursor() as cursor:
            self._run(cursor, sessions, *values)
            ids = [int(row[0]) for row in cursor.fetchall()]
            ended = end_threads(connection, ids, self._target)
            self._forget(cursor, ids)
        connection.commit()
        return ended

    def _forget(self, cursor: Any, ids: Iterable[int]) -> None:
        for thread in ids:
            self._run(cursor, "forget_session", self._target, thread)
            self._run(cursor, "forget_session_of_part", self._target, thread)

    def _completed(self, cursor: Any) -> dict[str, TableSummary]:
        self._run(cursor, "completed_tables", self._target)
        return {name: TableSummary.from_facts(json.loads(facts)) for name, facts in cursor.fetchall()}

    def _forget_table(self, cursor: Any, name: str) -> None:
        self._run(cursor, "forget_table", self._target, name)
        self._run(cursor, "forget_jobs_of_table", self._target, name)

    def _run(self, cursor: Any, name: str, *values: object) -> None:
        cursor.execute(_SQL.named("state_statements", name).format(schema=quoted(self.schema)), values)

    def _row(self, cursor: Any, name: str, *values: object) -> tuple[Any, ...] | None:
        self._run(cursor, name, *values)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row
