"""Free TCP ports on the loopback interface, and who holds the others."""

from __future__ import annotations

import socket

import psutil

from include.exceptions import LocalStackError

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    """Tell whether nothing listens on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port that nobody uses at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def choose_port(requested: int | None, *, preferred: int | None = None, setting: str = "") -> int:
    """Return the requested port, else the preferred one if it is free, else any free one.

    :param requested: a port that a person asked for: it is this one or an error.
    :param preferred: a port that is nice to have.
    :param setting: name of the variable the request came from, for the message.
    :raises LocalStackError: if the requested port is taken, naming the process that holds it.
    """
    if requested is None:
        return preferred if preferred and is_free(preferred) else free_port()
    if not is_free(requested):
        raise LocalStackError(
            f"Port {requested} is taken by {holder(requested)}.",
            f"End that process, or choose another port with {setting or 'its setting'}.",
        )
    return requested


def holder(port: int) -> str:
    """Return the name and number of the process that listens on a port, as far as this user may see it."""
    try:
        connections = psutil.net_connections(kind="tcp")
    except psutil.AccessDenied:
        return "another process (the system does not let this user see which)"
    for each in connections:
        if each.status == psutil.CONN_LISTEN and each.laddr and each.laddr.port == port and each.pid:
            try:
                return f"{psutil.Process(each.pid).name()} (process {each.pid})"
            except psutil.NoSuchProcess:
                break
    return "a process of another user"
