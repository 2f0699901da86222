"""Tables, sessions and notes of a restore that died."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from include.dump.load.load_connection import LoadConnection
from include.dump.load.options import RestoreOptions
from include.dump.load.restore_state import RestoreState
from include.dump.restore.target_schema import TargetSchema
from include.dump.restore.trial_schema import TrialSchema
from include.ledger.restore_marker_table import read_restore_marker
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from include.staging.publish.swap_plan import REPLACED_PREFIX
from include.staging.tidy_up.kinds import RESTORE
from include.staging.tidy_up.leftover import Leftover

if TYPE_CHECKING:
    from pymysql.connections import Connection


class UnfinishedRestore:
    """What a restore leaves that did not end: tables, sessions on the server, notes, and what it tried.

    Without a restore marker in the incoming schema its tables are those of an unfinished restore.

    :param target: the warehouse, as the loading user.
    :param settings: names of the schemas.
    """

    kind = RESTORE

    def __init__(self, target: WarehouseTarget, settings: Settings) -> None:
        self._target = target.with_schema(None)
        self._schema = TargetSchema(settings.incoming_schema)
        self._trial = TrialSchema(settings.incoming_schema)
        self._state = RestoreState(settings.ops_schema, settings.incoming_schema)

    def found(self) -> list[Leftover]:
        """Return its tables as one, each session that is still there, its notes as one, and the schema."""
        with self._connected() as connection:
            tables = self._tables(connection)
            found = [self._unfinished(connection, tables)] if tables else []
            found += [
                Leftover(
                    kind=self.kind,
                    what="session of a dead try",
                    where="server",
                    details=thread.label(),
                )
                for thread in self._state.live_sessions(connection)
            ]
            if notes := self._state.notes_of_dead_tries(connection):
                found.append(
                    Leftover(
                        kind=self.kind,
                        what="notes of a dead try",
                        where=self._state.schema,
                        details=f"{notes} of sessions and loads",
                    )
                )
            if self._trial.is_left(connection):
                found.append(
                    Leftover(
                        kind=self.kind,
                        what="tables that a restore tried",
                        where=self._trial.name,
                        details="the schema with its tables",
                    )
                )
        return found

    def erase(self) -> None:
        """End the sessions, drop the tables, forget the notes; the next restore begins from nothing.

        Behind a fencing token of its own: a restore that was cut off from the server writes nothing more.
        """
        with self._connected() as connection:
            self._state.end_sessions(connection)
            self._state.fencing_token.take(connection)
            self._state.end_sessions(connection)
            self._trial.drop_left(connection)
            if self._is_complete(connection):
                self._state.forget_sessions(connection)
                return
            kept = {name for name in self._schema.tables(connection) if name.startswith(REPLACED_PREFIX)}
            self._schema.drop_all_but(connection, kept)
            self._state.forget_all(connection)

    def _unfinished(self, connection: Connection[Any], tables: list[str]) -> Leftover:
        dump = self._state.dump(connection)
        # An address and a version behind it.
        name = dump.partition("#")[0].rpartition("/")[2] if dump else "of an unknown dump"
        done = len(self._state.completed(connection) & set(tables))
        of = len(self._state.fencing_token.made(connection) | set(tables))
        return Leftover(
            kind=self.kind,
            what="tables of an unfinished restore",
            where=self._schema.name,
            details=f"{name}: {done} of {of} tables complete, {len(tables)} there",
        )

    def _tables(self, connection: LoadConnection) -> list[str]:
        if self._is_complete(connection):
            return []
        return [name for name in self._schema.tables(connection) if not name.startswith(REPLACED_PREFIX)]

    def _is_complete(self, connection: Connection[Any]) -> bool:
        return read_restore_marker(connection, self._schema.name) is not None

    @contextmanager
    def _connected(self) -> Iterator[LoadConnection]:
        connection = LoadConnection.to(self._target, None, RestoreOptions().sql_mode)
        try:
            self._state.prepare(connection)
            yield connection
        finally:
            connection.close()
