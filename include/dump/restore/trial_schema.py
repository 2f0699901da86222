"""The schema beside the target in which true tables are tried."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pymysql

from include.dump.load.load_connection import LoadConnection
from include.mysql.errors import RETRIED, reason
from include.mysql.identifiers import quoted
from include.mysql.named_lock import NamedLock
from include.mysql.sql_files import SqlFiles

if TYPE_CHECKING:
    from pymysql.connections import Connection
    from pymysql.cursors import Cursor

_SQL = SqlFiles(__file__)

log = logging.getLogger(__name__)

# Says that the schema is ours. No table of a dump has that name.
_MARK = "__tables_that_a_restore_tries__"


class TrialSchema:
    """Made for one trial, dropped behind it.

    What a killed restore left of it is told by its mark, or by having nothing in it: the mark comes later.

    :param target: the schema to restore into; this one has ``_trial`` behind its name.
    """

    def __init__(self, target: str) -> None:
        self.name = f"{target}_trial"
        self.quoted = quoted(self.name).encode()
        self._lock = NamedLock(f"tokyobeta.trial.{self.name}")

    def create(self, connection: LoadConnection) -> bool:
        """Make it, and hold its lock; return False if this user cannot, or if it is somebody else's."""
        with connection.cursor() as cursor:
            if not self._lock.acquire(cursor, 0):
                return False  # another restore into the same target is at it
            if self._is_there(cursor) and not self._is_ours(cursor):
                log.info("Schema %s is of somebody else: no table is tried in it.", self.name)
                return False
        try:
            # Of a killed restore, or nothing: a user without the right to drop it must not create it.
            self.drop(connection)
            connection.query(b"CREATE DATABASE " + self.quoted + b" CHARACTER SET utf8mb4")
            connection.query(b"CREATE TABLE %b.%b (id int PRIMARY KEY)" % (self.quoted, _MARK.encode()))
        except pymysql.err.MySQLError as error:
            if error.args[0] in RETRIED:
                raise
            log.info("No table is tried in schema %s: %s.", self.name, reason(error))
            return False
        return True

    def drop(self, connection: Connection[Any]) -> None:
        """Drop it with its tables, if it is there."""
        with connection.cursor() as cursor:
            cursor.execute(b"DROP DATABASE IF EXISTS " + self.quoted)

    def is_left(self, connection: Connection[Any]) -> bool:
        """Return whether a killed restore has left it."""
        with connection.cursor() as cursor:
            return self._is_ours(cursor) and self._lock.holder(cursor) is None

    def drop_left(self, connection: Connection[Any]) -> None:
        """Drop it if a killed restore has left it; one that is at it now keeps it.

        :raises pymysql.err.MySQLError: if it cannot be dropped.
        """
        with connection.cursor() as cursor:
            if not self._is_ours(cursor) or not self._lock.acquire(cursor, 0):
                return
            try:
                if self._is_ours(cursor):  # nobody has dropped it, and made one of his own, in between
                    self.drop(connection)
            finally:
                self._lock.release(cursor)

    def _is_there(self, cursor: Cursor) -> bool:
        return bool(
            cursor.execute("SELECT 1 FROM information_schema.schemata WHERE schema_name = %s", (self.name,))
        )

    def _is_ours(self, cursor: Cursor) -> bool:
        """Tell whether it has the mark, or nothing at all: a restore was killed before it set the mark."""
        cursor.execute(_SQL.text("is_trial_schema"), {"schema": self.name, "mark": _MARK})
        return bool(cursor.fetchone())
