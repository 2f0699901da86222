"""Ending threads of the server."""

from __future__ import annotations

import time
from typing import Any

import pymysql
from pymysql.connections import Connection

from include.mysql.process_list import process_list

_GONE_SECONDS = 60.0
_NO_SUCH_THREAD = 1094


def thread_id(connection: Connection[Any]) -> int:
    """Return the server's number of a connection."""
    untyped: Any = connection
    return int(untyped.thread_id())


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
            alive = _alive(connection, cursor, ids, schema or "")
            if not alive:
                break
            for thread in alive - ended:
                _kill(cursor, thread)
        ended |= alive
        time.sleep(0.05)
    return len(ended)


def _alive(connection: Connection[Any], cursor: Any, ids: list[int], schema: str) -> set[int]:
    cursor.execute("SELECT SUBSTRING_INDEX(CURRENT_USER(), '@', 1)")
    (user,) = cursor.fetchone()
    threads = process_list(connection)
    return {t.number for t in threads if t.number in ids and (t.user, t.schema) == (user, schema)}


def _kill(cursor: Any, thread: int) -> None:
    try:
        cursor.execute("KILL %s", (thread,))
    except pymysql.err.MySQLError as error:
        if error.args[0] != _NO_SUCH_THREAD:  # else it ended by itself meanwhile
            raise
