"""Named locks of the server, which end with the connection (MySQL manual, "Locking Functions")."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from include.mysql.server_threads import thread_id

if TYPE_CHECKING:
    from pymysql.cursors import Cursor

_LONGEST_NAME: Final = 64


class NamedLock:
    """One named lock; a name that MySQL would find too long is replaced by its SHA-256.

    :param name: the lock's name, the same for all who must not run at the same time.
    """

    def __init__(self, name: str) -> None:
        self.name = name if len(name) <= _LONGEST_NAME else hashlib.sha256(name.encode()).hexdigest()

    def acquire(self, cursor: Cursor, wait_seconds: int) -> bool:
        """Take the lock and return whether that worked; taking it twice is harmless.

        :param cursor: of the connection that is to hold it.
        :param wait_seconds: how long another holder may take to release it.
        """
        if self.holder(cursor) == thread_id(cursor.connection):
            return True
        cursor.execute("SELECT GET_LOCK(%s, %s)", (self.name, wait_seconds))
        row = cursor.fetchone()
        return bool(row and row[0] == 1)

    def holder(self, cursor: Cursor) -> int | None:
        """Return the connection id of the holder, or None if the lock is free."""
        cursor.execute("SELECT IS_USED_LOCK(%s)", (self.name,))
        row = cursor.fetchone()
        return int(row[0]) if row and row[0] is not None else None

    def release(self, cursor: Cursor) -> None:
        """Release the lock; one that is not held is fine."""
        cursor.execute("DO RELEASE_LOCK(%s)", (self.name,))
