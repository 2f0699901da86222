"""One restore at a time per schema."""

from __future__ import annotations

import hashlib
from typing import Any

import pymysql
from pymysql.connections import Connection

from include.dump.errors import RestoreBusyError
from include.dump.mysql_errors import INTERRUPTED, LOST, error_code
from include.dump.process_list import process_list
from include.dump.restore_state import RestoreState

_LONGEST = 64
# The server notices only at its next read or write that a client was killed, and frees its lock then.
_WAIT_SECONDS = 10


class RestoreLock:
    """A named lock of the server, held by one connection for the time of a restore.

    :param schema: the schema to restore into.
    :param state: where the holder wrote who it is.
    """

    def __init__(self, schema: str, state: RestoreState) -> None:
        name = f"tokyobeta.restore.{schema}"
        self.name = name if len(name) <= _LONGEST else hashlib.sha256(name.encode()).hexdigest()
        self._schema = schema
        self._state = state

    def acquire(self, connection: Connection[Any], wait_seconds: int = _WAIT_SECONDS) -> None:
        """Take the lock on this connection; taking it twice is harmless.

        :param connection: the connection that is to hold it.
        :param wait_seconds: how long another holder may take to let it go.
        :raises RestoreBusyError: if another connection holds it; the message says whose.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT IS_USED_LOCK(%s) = CONNECTION_ID()", (self.name,))
            row = cursor.fetchone()
            if row and row[0]:
                return
            cursor.execute("SELECT GET_LOCK(%s, %s)", (self.name, wait_seconds))
            row = cursor.fetchone()
            if row and row[0] == 1:
                return
            cursor.execute("SELECT IS_USED_LOCK(%s)", (self.name,))
            row = cursor.fetchone()
        held_by = [t for t in process_list(connection) if row and t.number == row[0]]
        thread = "another connection"  # of a user whose threads this one may not see
        if held_by:
            thread = f"connection {held_by[0].number} of {held_by[0].user} from {held_by[0].host}"
        raise RestoreBusyError(
            f"A restore into {self._schema} is running: {self._state.holder(connection)} ({thread}).",
            "Wait for it, or stop it, then retry.",
        )

    def release(self, connection: Connection[Any]) -> None:
        """Give the lock back; a lost connection has done so already."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT RELEASE_LOCK(%s)", (self.name,))
        except pymysql.err.MySQLError as error:
            if error_code(error) not in LOST | INTERRUPTED:
                raise
