"""CPU seconds, memory and number of the processes of one local stack."""

from __future__ import annotations

import os
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil

from dev.local.process_group import marked_processes

_POLL_SECONDS: Final = 0.25
# The kernel adds up shared pages for this one: it is asked less often.
_MEMORY_EVERY: Final = 8
_STAND_INS: Final = ("quicksight_api", "moto")


@dataclass(slots=True)
class Usage:
    """What the processes of a kind used.

    :param cpu: CPU seconds since the watch began, by kind: ``airflow``, ``dbt``, ``mysql``, ``stand-ins``.
    :param processes: how many processes of each kind were seen.
    :param peak_mb: highest sum of their memory in MiB, without the database and the stand-ins; a page that
        several processes share counts once (the kernel's PSS).
    """

    cpu: dict[str, float] = field(default_factory=dict)
    processes: dict[str, int] = field(default_factory=dict)
    peak_mb: float = 0.0

    @property
    def worker_cpu(self) -> float:
        """CPU seconds of Airflow and dbt together."""
        return self.cpu.get("airflow", 0.0) + self.cpu.get("dbt", 0.0)


class ProcessWatch:
    """Watches the processes of a stack while a block runs.

    What a process uses between the last look and its end is lost: at most a quarter of a second.

    :param folder: the stack's folder, by which its processes are known.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._kinds: dict[psutil.Process, str] = {}
        self._first: dict[psutil.Process, float] = {}
        self._last: dict[psutil.Process, float] = {}
        self._peak = 0.0

    def __enter__(self) -> ProcessWatch:
        self._first = {process: _cpu(process) for process in marked_processes(str(self._folder))}
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def usage(self) -> Usage:
        """Return what was used until now."""
        usage: dict[str, float] = defaultdict(float)
        count: dict[str, int] = defaultdict(int)
        for process, seconds in self._last.items():
            usage[self._kinds[process]] += seconds - self._first.get(process, 0.0)
            count[self._kinds[process]] += 1
        return Usage(dict(usage), dict(count), self._peak)

    def _watch(self) -> None:
        turn = 0
        while not self._ended.wait(_POLL_SECONDS):
            found = marked_processes(str(self._folder))
            for process in found:
                # A forked process becomes another program: its kind is looked up anew each time.
                self._kinds[process] = _kind(process) or self._kinds.get(process, "airflow")
                self._last[process] = max(_cpu(process), self._last.get(process, 0.0))
            if turn % _MEMORY_EVERY == 0:
                shown = [process for process in found if self._kinds[process] in {"airflow", "dbt"}]
                self._peak = max(self._peak, sum(map(_shared_memory, shown)) / 2**20)
            turn += 1


def pin(folder: Path, cpus: frozenset[int]) -> None:
    """Let a running stack use only some processors, all but its database; new processes inherit it.

    :param folder: the stack's folder.
    :param cpus: the processors.
    """
    for process in marked_processes(str(folder)):
        if _kind(process) != "mysql":
            for thread in process.threads():
                os.sched_setaffinity(thread.id, cpus)


def _kind(process: psutil.Process) -> str:
    """Return the kind of a process, empty if it has ended."""
    try:
        command = " ".join(process.cmdline())
    except psutil.Error:
        return ""
    if "mysqld" in command or "mariadbd" in command:
        return "mysql"
    if any(name in command for name in _STAND_INS):
        return "stand-ins"
    return "dbt" if ".venv-dbt" in command else "airflow"


def _cpu(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def _shared_memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0
