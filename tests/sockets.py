"""Servers and ports that no other process can get in the way of."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from dev.servers.ports import LOOPBACK
from tests.waiting import PATIENCE_SECONDS, wait_until


class _Server(uvicorn.Server):
    """uvicorn in a thread of the test process, which keeps its own handlers of signals."""

    def install_signal_handlers(self) -> None:
        return


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """Serve an application in a thread; yields its URL.

    The socket is bound here and handed over: a port that is looked up first and bound later may be another
    process's by then.
    """
    with socket.socket() as listening:
        listening.bind((LOOPBACK, 0))
        server = _Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        wait_until(lambda: server.started or not thread.is_alive(), "the server's start")
        assert server.started, "the server ended at its start"
        try:
            yield f"http://{LOOPBACK}:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(PATIENCE_SECONDS)


@contextmanager
def closed_port() -> Iterator[int]:
    """Hold a port on which nothing listens, so that nothing else can begin to: connections are refused."""
    with socket.socket() as held:
        held.bind((LOOPBACK, 0))
        yield int(held.getsockname()[1])
