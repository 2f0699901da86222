"""Which restore may write into a schema, and which of its tables restores have made."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection
from typing import Any

from pymysql.connections import Connection

from include.dump.errors import RestoreBusyError
from include.mysql.identifiers import quoted
from include.mysql.sql_files import SqlFiles

_SQL = SqlFiles(__file__)


class FencingToken:
    """One restore's claim on a schema.

    The named lock of a restore goes with the connection that holds it. A restore that was cut off from the
    server for a while would come back beside another one that took the lock meanwhile; by its token it sees
    that it has to stop.

    :param state_schema: where the table of claims is.
    :param target_schema: the schema being restored into.
    :param token: a claim that was taken already, to work under; None for one that is to be taken.
    """

    def __init__(self, state_schema: str, target_schema: str, token: str | None = None) -> None:
        self._schema, self._target = state_schema, target_schema
        self._token = token or secrets.token_hex(16)
        self._taken = token is not None

    @property
    def token(self) -> str:
        """What others need to work under this claim."""
        return self._token

    @property
    def taken(self) -> bool:
        """Whether this restore has claimed the schema; another one may have done so since."""
        return self._taken

    def take(self, connection: Connection[Any]) -> None:
        """Claim the schema. Waits for transactions of the restore before that are about to commit."""
        with connection.cursor() as cursor:
            self._run(cursor, "take", self._target, self._token)
        connection.commit()
        self._taken = True

    def check(self, connection: Connection[Any]) -> None:
        """Check within a transaction that the token still holds, and keep it so until the transaction's end.

        :raises RestoreBusyError: if another restore has claimed the schema since.
        """
        if not self._taken:
            return
        with connection.cursor() as cursor:
            self._run(cursor, "check", self._target)
            row = cursor.fetchone()
        if row is None or row[0] != self._token:
            raise RestoreBusyError(
                f"Another restore into {self._target} began while this one was cut off from the server.",
                "Let the other one end; this one has written nothing since.",
            )

    def made(self, connection: Connection[Any]) -> set[str]:
        """Return the tables that restores have made in the schema, or were about to make."""
        with connection.cursor() as cursor:
            self._run(cursor, "made", self._target)
            row = cursor.fetchone()
        return set(json.loads(row[0])) if row else set()

    def record_made(self, connection: Connection[Any], names: Collection[str]) -> None:
        """Record the tables that this restore makes, and of those of earlier ones."""
        with connection.cursor() as cursor:
            self._run(cursor, "record_made", json.dumps(sorted(names), ensure_ascii=False), self._target)
        connection.commit()

    def _run(self, cursor: Any, name: str, *values: object) -> None:
        cursor.execute(
            _SQL.named("fencing_token_statements", name).format(schema=quoted(self._schema)), values
        )
