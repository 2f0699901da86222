"""The server's memory of one part of a restore that several workers share."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pymysql.connections import Connection

from include.dump.load.part_token import PartToken
from include.dump.load.restore_state import RestoreState
from include.dump.load.table_summary import TableSummary
from include.mysql.server_threads import thread_id


class PartState(RestoreState):
    """The rows about one part; those about the others are left alone.

    :param state_schema: where the tables are.
    :param target_schema: the schema being restored into.
    :param plan_token: the claim under which the parts work.
    :param part: the number of the part.
    """

    def __init__(self, state_schema: str, target_schema: str, plan_token: str, part: int) -> None:
        super().__init__(
            state_schema, target_schema, PartToken(state_schema, target_schema, plan_token, part)
        )
        self._part = part

    def begin_part(self, connection: Connection[Any], tables: Collection[str]) -> dict[str, TableSummary]:
        """Take the part over from an earlier try, and forget what that has left half done.

        :param connection: not one that loads.
        :param tables: the tables of the part.
        :returns: those that are complete.
        :raises RestoreBusyError: if another restore has taken the schema over.
        """
        self.fencing_token.check(connection)  # nobody's sessions are ended by a part of an older plan
        connection.commit()
        self.end_sessions(connection)
        self.fencing_token.take(connection)
        # Again behind the token: a try that was cut off may have come back until then.
        self.end_sessions(connection)
        self.fencing_token.check(connection)
        with connection.cursor() as cursor:
            completed = self._completed(cursor)
            done = {name: completed[name] for name in tables if name in completed}
            for name in sorted(set(tables) - done.keys()):
                self._forget_table(cursor, name)
        connection.commit()
        return done

    def record_session(self, connection: Connection[Any]) -> None:
        """Record a connection of this part, so that its next try and any other restore can end it.

        :raises RestoreBusyError: if another restore, or another try of the part, has taken over.
        """
        self.fencing_token.check(connection)
        with connection.cursor() as cursor:
            thread = thread_id(connection)
            self._run(cursor, "record_session", self._target, thread)
            self._run(cursor, "record_session_of_part", self._target, self._part, thread)
        connection.commit()

    def end_sessions(self, connection: Connection[Any]) -> int:
        """End what is left of the connections of earlier tries of this part and wait until they are gone."""
        return self._end(connection, "sessions_of_part", self._target, self._part)

    def forget_sessions(self, connection: Connection[Any]) -> None:
        """Record that no connection of this part is left."""
        with connection.cursor() as cursor:
            self._run(cursor, "sessions_of_part", self._target, self._part)
            self._forget(cursor, [int(row[0]) for row in cursor.fetchall()])
        connection.commit()
