"""Names the sessions that hold up a RENAME."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pymysql

from include.mysql.process_list import process_list
from include.mysql.server_threads import thread_id
from include.mysql.sql_files import SqlFiles

_NAMED = 5  # sessions in one message

if TYPE_CHECKING:
    from pymysql.connections import Connection

_SQL = SqlFiles(__file__)


def lock_holders(connection: Connection[Any], schemas: Sequence[str]) -> str:
    """Return who holds locks on tables of the schemas, in words for a message.

    ``performance_schema`` knows exactly, but Aurora leaves it off on small instances; then the sessions with
    an open transaction or a running query are named, for which PROCESS is needed. The text of queries is
    never part of the answer.

    :param connection: an open connection.
    :param schemas: schemas whose tables are to be renamed.
    """
    return _holders(connection, schemas) or _open_transactions(connection)


def _holders(connection: Connection[Any], schemas: Sequence[str]) -> str:
    return "; ".join(
        f"{_session(*session)} holds {table}" + (f" and {locks - 1} more" if locks > 1 else "")
        for *session, table, locks in _rows(connection, "lock_holders", {"schemas": tuple(schemas)})
    )


def _open_transactions(connection: Connection[Any]) -> str:
    since: dict[int, int] = dict(_rows(connection, "open_transactions", {}))
    own = thread_id(connection)
    found = sorted(
        (-max(thread.seconds, since.get(thread.number, 0)), thread.number, thread)
        for thread in process_list(connection)
        if thread.number != own and (thread.number in since or thread.command == "Query")
    )
    sessions = "; ".join(
        _session(number, thread.user, thread.host, thread.command, -seconds)
        for seconds, number, thread in found[:_NAMED]
    )
    return f"one of {sessions}" if sessions else "not visible to this user, who lacks PROCESS"


def _session(number: int, user: str, host: str, command: str, seconds: int) -> str:
    return f"connection {number} ({user}@{host}, {command} for {seconds} s)"


def _rows(connection: Connection[Any], query: str, parameters: dict[str, object]) -> Sequence[Any]:
    """Return the rows, or none where the user may not see them: that must not hide the block itself."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_SQL.text(query), parameters)
            return list(cursor.fetchall())
    except (pymysql.err.OperationalError, pymysql.err.ProgrammingError):
        return []
