"""The state of one service of the stack, for people and scripts."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from dev.local.health import connects
from dev.local.process_manager import ProcessManager
from dev.servers.mysql_server import MySqlServer
from include.mysql.target import WarehouseTarget


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """One line of ``make status``.

    :param name: the service.
    :param state: ``running``, ``not answering``, ``stopped`` or ``external`` (a server given by MYSQL_URL).
    :param address: where it listens, without a password; empty for a service that does not listen.
    :param pid: its process, if it runs.
    :param log: its log file.
    """

    name: str
    state: str
    address: str
    pid: int | None
    log: str

    @classmethod
    def of(cls, manager: ProcessManager, name: str, url: str, works: Callable[[], bool]) -> ServiceStatus:
        """Return the status of a service that a manager has started.

        :param works: whether it answers.
        """
        record = manager.state.services.get(name)
        log = str(manager.log(name))
        if record is None or not record.identity.alive():
            return cls(name, "stopped", "", None, log)
        return cls(name, "running" if works() else "not answering", url, record.pid, log)

    @classmethod
    def of_mysql(cls, server: MySqlServer) -> ServiceStatus:
        """Return the status of the private server, or of the one that MYSQL_URL names."""
        given = os.environ.get("MYSQL_URL")
        if given:
            target = WarehouseTarget.from_url(given)
            return cls("mysql", "external", f"{target.host}:{target.port}", None, "")
        if not server.is_running() or server.identity is None:
            return cls("mysql", "stopped", "", None, str(server.log_file))
        target = server.target
        state = "running" if connects(target) else "not answering"
        return cls("mysql", state, f"{target.host}:{target.port}", server.identity.pid, str(server.log_file))
