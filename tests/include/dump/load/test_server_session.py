"""The session of a restore between its server and whoever stops it."""

from __future__ import annotations

import threading

import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.errors import RestoreCancelledError
from include.dump.load.load_connection import LoadConnection
from include.dump.load.server_session import ServerSession


@pytest.mark.mysql
def test_a_connection_that_came_about_while_the_restore_was_stopped_runs_nothing(
    mysql_server: MySqlServer,
) -> None:
    """Whoever stops the restore has not seen it, so nobody would end what it runs."""
    cancelled = threading.Event()
    session = ServerSession(
        mysql_server.target,
        None,
        "",
        cancelled=cancelled,
        reconnect_seconds=0,
        on_connect=lambda _: cancelled.set(),
    )
    run: list[LoadConnection] = []
    with pytest.raises(RestoreCancelledError):
        session.run(lambda connection, _: run.append(connection))
    session.close()
    assert run == []
