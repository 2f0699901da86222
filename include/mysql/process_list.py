"""The threads of the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pymysql.connections import Connection


@dataclass(frozen=True, slots=True)
class ServerThread:
    """One line of SHOW PROCESSLIST, without the text of its statement.

    :param number: the connection's number.
    :param user: who is connected.
    :param host: from where.
    :param schema: its default schema; empty if it has none.
    :param command: what it does, such as ``Query`` or ``Sleep``.
    :param seconds: for how long.
    """

    number: int
    user: str
    host: str
    schema: str
    command: str
    seconds: int

    def label(self) -> str:
        """Return which connection it is and what it does, for a message."""
        return f"connection {self.number} of {self.user} ({self.command} for {self.seconds} s)"


def process_list(connection: Connection[Any]) -> list[ServerThread]:
    """Return the threads that the user may see: all with the privilege PROCESS, else those of the same user.

    Not from information_schema.processlist: it fails with error 3854 while any thread runs a statement with
    a character beyond the basic plane or bytes that are no text, such as an INSERT of a picture. For the same
    reason the answer is read as bytes (MySQL manual, "SHOW PROCESSLIST Statement").

    :param connection: an open connection.
    """
    connection.use_unicode = False
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW PROCESSLIST")
            rows = cursor.fetchall()
    finally:
        connection.use_unicode = True
    return [
        ServerThread(int(number), _text(user), _text(host), _text(schema), _text(command), int(seconds or 0))
        for number, user, host, schema, command, seconds, *_ in rows
    ]


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")
