"""The connections of a restore."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pymysql

from include.dump.errors import RestoreCancelledError, RestoreTargetError
from include.dump.load.load_connection import LoadConnection
from include.dump.load.options import RestoreOptions
from include.dump.load.restore_state import RestoreState
from include.dump.load.server_facts import ServerFacts
from include.dump.load.server_session import ServerSession
from include.dump.load.worker_pool import WorkerPool
from include.mysql.errors import reason
from include.mysql.server_threads import end_threads
from include.mysql.target import WarehouseTarget


class RestoreConnections:
    """One connection that is in control, one on which a dump is tried, and a pool of those that load.

    :param target: server and user.
    :param schema: the schema to restore into.
    :param state: the restore's memory on the server.
    :param options: how.
    :param control_again: called with each new connection of the one in control.
    """

    def __init__(
        self,
        target: WarehouseTarget,
        schema: str,
        state: RestoreState,
        options: RestoreOptions,
        *,
        control_again: Callable[[LoadConnection], None],
    ) -> None:
        self._target, self._schema, self._state, self._options = target, schema, state, options
        self._cancelled = threading.Event()
        self.control = self._session(None, control_again)
        self.trial = self._session(state.schema, lambda _: None, afresh=True)
        self.pool: WorkerPool | None = None

    def make_pool(self, facts: ServerFacts) -> WorkerPool:
        """Make the pool; it does not run yet.

        :param facts: what the server allows.
        """
        session = partial(self._session, self._schema, self._state.record_session)
        self.pool = WorkerPool(session, self._state, facts, self._options)
        return self.pool

    def check_cancelled(self) -> None:
        """Check that nobody has stopped the restore.

        :raises RestoreCancelledError: if somebody has.
        """
        if self._cancelled.is_set():
            raise RestoreCancelledError()

    def cancel(self) -> None:
        """Stop the restore, from another thread or a signal handler: its server threads are killed."""
        self._cancelled.set()
        sessions = list(self.pool.sessions) if self.pool is not None else []
        ids = [thread for session in sessions if (thread := session.thread_id) is not None]
        if self.pool is not None:
            self.pool.queue.abort(RestoreCancelledError())
        control = [thread] if (thread := self.control.thread_id) is not None else []
        trial = [thread] if (thread := self.trial.thread_id) is not None else []
        if ids or control:
            connection = LoadConnection.to(self._target, None, self._options.sql_mode)
            try:
                end_threads(connection, ids + control, self._schema)
                end_threads(connection, control)  # no default schema until the schema is prepared
                end_threads(connection, trial, self._state.schema)
            finally:
                connection.close()

    @contextmanager
    def ended_by(self, last: Callable[[LoadConnection], None]) -> Iterator[None]:
        """Whatever happens meanwhile, end the connections; MySQL's errors become one of a restore.

        :param last: what the connection in control does at the end, if it is there.
        :raises RestoreTargetError: if the server cannot be used.
        """
        try:
            yield
        except pymysql.err.MySQLError as error:
            raise self._unusable(error) from error
        except BaseException:
            if self.pool is not None:
                self.pool.queue.abort(RestoreCancelledError())
            raise
        finally:
            if self.pool is not None:
                self.pool.stop()
            self.trial.close()
            if self.control.thread_id is not None:
                last(self.control.connection())
            self.control.close()

    def try_dump(self, action: Callable[[LoadConnection, int], None]) -> None:
        """Run an action on the connection on which a dump is tried, which ends with it.

        :param action: gets the connection and the number of the try, from 1.
        :raises RestoreTargetError: if the server cannot be used: the connection in control is not at fault
            and would try all of it again.
        """
        try:
            self.trial.run(action)
        except pymysql.err.MySQLError as error:
            raise self._unusable(error) from error
        finally:
            self.trial.close()

    def _unusable(self, error: pymysql.err.MySQLError) -> RestoreTargetError:
        return RestoreTargetError(
            f"The server {self._target.host} cannot be used: {reason(error)}.",
            "Check the user's rights on the schema and on the state schema, and that the server is up.",
        )

    def _session(
        self, schema: str | None, on_connect: Callable[[LoadConnection], None], *, afresh: bool = False
    ) -> ServerSession:
        return ServerSession(
            self._target,
            schema,
            self._options.sql_mode,
            cancelled=self._cancelled,
            reconnect_seconds=self._options.reconnect_seconds,
            on_connect=on_connect,
            afresh=afresh,
        )
