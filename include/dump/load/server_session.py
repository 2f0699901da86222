"""A connection that is opened again when it is lost, at a statement border."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

import pymysql

from include.dump.errors import RestoreCancelledError, RestoreTargetError
from include.dump.load.load_connection import LoadConnection
from include.mysql.errors import CONTENDED, INTERRUPTED, LOST, error_code, reason
from include.mysql.server_threads import end_threads, thread_id
from include.mysql.target import WarehouseTarget

log = logging.getLogger(__name__)

_Result = TypeVar("_Result")
_ATTEMPTS = 8
_CANNOT_CONNECT = 2003
_PAUSE_SECONDS = 0.25
_LONGEST_PAUSE_SECONDS = 5.0


class ServerSession:
    """One logical session of a restore.

    :param target: server and user.
    :param schema: default schema, or None.
    :param sql_mode: the session's sql_mode.
    :param cancelled: set when the restore was asked to stop.
    :param reconnect_seconds: how long to try to reach a server that went away.
    :param on_connect: called with each new connection.
    :param afresh: whether each try gets a new connection: the one before has temporary tables.
    """

    def __init__(
        self,
        target: WarehouseTarget,
        schema: str | None,
        sql_mode: str,
        *,
        cancelled: threading.Event,
        reconnect_seconds: float,
        on_connect: Callable[[LoadConnection], None] | None = None,
        afresh: bool = False,
    ) -> None:
        self._target, self._schema, self._sql_mode = target, schema, sql_mode
        self._cancelled = cancelled
        self._reconnect_seconds = reconnect_seconds
        self._on_connect = on_connect
        self._afresh = afresh
        self._connection: LoadConnection | None = None
        self._lost_thread: int | None = None

    @property
    def thread_id(self) -> int | None:
        """The server's number of the current connection, or None."""
        connection = self._connection  # once: another thread asks, and the session may lose it meanwhile
        return thread_id(connection) if connection is not None else None

    def connection(self) -> LoadConnection:
        """Return the connection, opened if there is none.

        :raises RestoreTargetError: if the server cannot be reached.
        """
        if self._connection is None:
            self._connection = self._open()
        return self._connection

    def run(self, action: Callable[[LoadConnection, int], _Result]) -> _Result:
        """Run an action, again after a lost connection, a deadlock or a lock wait.

        :param action: gets the connection and the number of the try, from 1; leaves nothing half done.
        :raises RestoreCancelledError: if the restore was asked to stop.
        :raises pymysql.err.MySQLError: any other error of the action, or the last one.
        """
        attempt, started = 1, time.monotonic()
        while True:
            try:
                connection = self.connection()
                # Who stops a restore sets this first, then ends the connections that there are: one that came
                # about in between has not been seen.
                if self._cancelled.is_set():
                    raise RestoreCancelledError()
                return action(connection, attempt)
            except pymysql.err.MySQLError as error:
                tried_long = time.monotonic() - started > self._reconnect_seconds
                self._after(error, final=attempt >= _ATTEMPTS and tried_long)
            attempt += 1
            self._cancelled.wait(min(_PAUSE_SECONDS * attempt, _LONGEST_PAUSE_SECONDS))

    def use_schema(self, schema: str) -> None:
        """Make a schema the default one of this and every later connection."""
        self.connection().select_db(schema)
        self._schema = schema

    def close(self) -> None:
        """Close the connection; what was not committed is rolled back."""
        if self._connection is not None and bool(self._connection.open):
            self._connection.close()
        self._connection = None

    def roll_back(self) -> bool:
        """Roll back what is not committed; False if the connection is gone."""
        try:
            if self._connection is not None:
                self._connection.rollback()
        except pymysql.err.MySQLError:
            return False
        return True

    def _after(self, error: pymysql.err.MySQLError, *, final: bool) -> None:
        """Make the session ready for another try, or raise the error."""
        if self._cancelled.is_set():
            raise RestoreCancelledError() from error
        code = error_code(error)
        if final or code not in LOST | CONTENDED | INTERRUPTED:
            self.roll_back()
            raise error
        if code in LOST or self._afresh or not self.roll_back():
            self._lost_thread = self.thread_id
            self.close()
        log.info("A statement is tried again: %s.", reason(error))

    def _worth_retry(self, error: Exception) -> bool:
        """Tell whether a connection may succeed later: a server never reached is not waited for."""
        if self._lost_thread is None and (error_code(error) == _CANNOT_CONNECT or isinstance(error, OSError)):
            return False
        return error_code(error) in LOST or isinstance(error, OSError)

    def _open(self) -> LoadConnection:
        deadline = time.monotonic() + self._reconnect_seconds
        pause = _PAUSE_SECONDS
        while True:
            if self._cancelled.is_set():
                raise RestoreCancelledError()
            try:
                connection = LoadConnection.to(self._target, self._schema, self._sql_mode)
                break
            except (pymysql.err.MySQLError, OSError) as error:
                if not self._worth_retry(error) or time.monotonic() > deadline:
                    raise RestoreTargetError(
                        f"The server {self._target.host} cannot be used: {reason(error)}.",
                        "Check the address, the user and its privileges, the bundle of certificates, and that"
                        " the server is up.",
                    ) from error
            self._cancelled.wait(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
        try:
            self._begin(connection)
        except BaseException:
            connection.close()  # nobody else knows it, and it may hold locks
            raise
        return connection

    def _begin(self, connection: LoadConnection) -> None:
        if self._lost_thread is not None:
            # What the old thread still does, such as a COMMIT, has to be over before anything is decided.
            end_threads(connection, [self._lost_thread], self._schema)
            connection.commit()
        if self._on_connect is not None:
            self._on_connect(connection)
