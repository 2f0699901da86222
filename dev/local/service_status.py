"""The state of one service of the stack, for people and scripts."""

from __future__ import annotations

from dataclasses import dataclass


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
