"""All processes of one service of the stack: its session, and whatever else carries its mark."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable

import psutil

from dev.servers.process_identity import ProcessIdentity

# Every process of a stack inherits this variable; its value is the stack's folder. A child that made a
# session of its own, as dbt's is, is found by it also when all its ancestors are gone.
MARK = "TOKYOBETA_LOCAL_STACK"


def session_members(leader: ProcessIdentity) -> list[psutil.Process]:
    """Return the living processes of the session that a process leads or led.

    A session holds process groups, and so also children that made a group of their own. The system does not
    reuse a number as long as a session carries it: if it belongs to another process now, the session is gone
    and nothing is returned.
    """
    if not leader.alive() and psutil.pid_exists(leader.pid) and not _is_zombie(leader.pid):
        return []
    members = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == leader.pid and process.status() != psutil.STATUS_ZOMBIE:
                members.append(process)
        except (psutil.Error, ProcessLookupError, PermissionError):
            continue
    return members


def marked_processes(mark: str) -> list[psutil.Process]:
    """Return the living processes that carry a stack's mark, except this process and its ancestors."""
    kin = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid in kin or process.status() == psutil.STATUS_ZOMBIE:
                continue
            if process.environ().get(MARK) == mark:
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def stop_processes(processes: Iterable[psutil.Process], *, grace_seconds: float) -> list[psutil.Process]:
    """Ask processes to end; after ``grace_seconds`` end the remaining ones by force.

    :returns: those that had to be ended by force.
    """
    waiting = list(processes)
    _signal(waiting, signal.SIGTERM)
    stubborn = _wait(waiting, grace_seconds)
    _signal(stubborn, signal.SIGKILL)
    _wait(stubborn, 10.0)
    return stubborn


def _wait(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    deadline = time.monotonic() + seconds
    alive = processes
    while alive and time.monotonic() < deadline:
        _, alive = psutil.wait_procs(alive, timeout=0.1)
        alive = [process for process in alive if not _is_zombie(process.pid)]
    return alive


def _signal(processes: Iterable[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            continue


def _is_zombie(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
