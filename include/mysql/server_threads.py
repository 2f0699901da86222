"""Ending threads of the server."""

from __future__ import annotations

import time
from typing import Any

import pymysql
from pymysql.connections import Connection

from include.mysql.process_list import ServerThread, process_list

_GONE_SECONDS = 60.0
_NO_SUCH_THREAD = 1094


def thread_id(connection: Connection[Any]) -> int:
    """Return the server's number of a connection."""
    untyped: Any = connection
    return int(untyped.thread_id())


def live_threads(
    connection: Connection[Any], ids: list[int], schema: str | None = None
) -> list[ServerThread]:
    """Return the threads of some connection ids that are still there, of this user and this default schema.

    :param connection: another connection of the same user.
    :param ids: their connection ids, which are used again after a restart of the server.
    :param schema: the default schema of theirs; None if they have none.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT SUBSTRING_INDEX(CURRENT_USER(), '@', 1)")
        row: Any = cursor.fetchone()
    own = (row[0], schema or "")
    return [t for t in process_list(connection) if t.number in ids and (t.user, t.schema) == own]


def end_threads(connection: Connection[Any], ids: list[int], schema: str | None = None) -> int:
    """Kill server threads and wait until they are gone, for a minute at most.

    :param connection: another connection of the same user.
    :param ids: their connection ids.
    :param schema: kill only threads whose default schema this is: ids are used again after a restart.
    :returns: how many there were.
    """
    ended: set[int] = set()
    deadline = time.monotonic() + _GONE_SECONDS
    while ids and time.monotonic() < deadline:
        with connection.cursor() as cursor:
            alive = {thread.number for thread in live_threads(connection, ids, schema)}
            if not alive:
                break
            for thread in alive - ended:
                _kill(cursor, thread)
        ended |= alive
        time.sleep(0.05)
    return len(ended)


def _kill(cursor: Any, thread: int) -> None:
    try:
        cursor.execute("KILL %s", (thread,))
    except pymysql.err.MySQLError as error:
        if error.args[0] != _NO_SUCH_THREAD:  # else it ended by itself meanwhile
            raise
