"""One restore at a time per schema."""

from __future__ import annotations

from typing import Any

import pymysql
from pymysql.connections import Connection

from include.dump.errors import RestoreBusyError
from include.dump.load.restore_state import RestoreState
from include.mysql.errors import INTERRUPTED, LOST, error_code
from include.mysql.named_lock import NamedLock
from include.mysql.process_list import process_list

# The server notices only at its next read or write that a client was killed, and frees its lock then.
_WAIT_SECONDS = 10


class RestoreLock:
    """A named lock of the server, held by one connection for the time of a restore.

    :param schema: the schema to restore into.
    :param state: where the holder wrote who it is.
    """

    def __init__(self, schema: str, state: RestoreState) -> None:
        self._lock = NamedLock(f"tokyobeta.restore.{schema}")
        self._schema = schema
        self._state = state

    def acquire(self, connection: Connection[Any], wait_seconds: int = _WAIT_SECONDS) -> None:
        """Take the lock on this connection; taking it twice is harmless.

        :param connection: the connection that is to hold it.
        :param wait_seconds: how long another holder may take to let it go.
        :raises RestoreBusyError: if another connection holds it; the message says whose.
        """
        with connection.cursor() as cursor:
            if self._lock.acquire(cursor, wait_seconds):
                return
            holder = self._lock.holder(cursor)
        held_by = [thread for thread in process_list(connection) if thread.number == holder]
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
                self._lock.release(cursor)
        except pymysql.err.MySQLError as error:
            if error_code(error) not in LOST | INTERRUPTED:
                raise
