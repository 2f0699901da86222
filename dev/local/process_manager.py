"""Starts and stops the processes of one stack and remembers them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from dev.local.health import within
from dev.local.service import Service, stop_service
from dev.local.stack_state import StackState
from dev.servers.ports import LOOPBACK, choose_port, is_free

Announce = Callable[[str, str], None]

# How long a service may take to end before it is ended by force.
GRACE_SECONDS = 5.0

# A running service that does not answer for this long is started again.
_PATIENCE_SECONDS = 60.0  # on a busy machine a working service may take its time


class ProcessManager:
    """The processes of a stack, while one command changes them.

    :param folder: the stack's folder; its name marks the processes.
    :param announce: called with a service's name and a few words whenever its state changes.
    """

    def __init__(self, folder: Path, announce: Announce) -> None:
        self.folder = folder
        self.announce = announce
        self.state = StackState.load(folder / "state.json")
        self._writing = threading.Lock()

    def save(self) -> None:
        """Write down what is known."""
        with self._writing:
            self.state.save(self.folder / "state.json")

    def log(self, name: str) -> Path:
        """Return the log file of a service."""
        return self.folder / "logs" / f"{name.replace(' ', '-')}.log"

    def service(
        self, name: str, command: list[str], environment: Mapping[str, str], ready: Callable[[], bool]
    ) -> Service:
        """Return a service of this stack."""
        return Service(name, command, environment, self.log(name), ready, str(self.folder))

    def ensure(self, service: Service, address: str, seconds: float) -> None:
        """Leave a working service alone; start one that is missing, died, hangs or has other settings now.

        :param address: where it listens, for people; empty if it does not.
        :param seconds: longest acceptable start.
        :raises LocalStackError: if it does not start.
        """
        begun = time.monotonic()
        record = self.state.services.get(service.name)
        if record and record.identity.alive() and record.fingerprint == service.fingerprint:
            if within(service.ready, _PATIENCE_SECONDS):
                self.ready(service.name, address or "running")
                return
            self.announce(service.name, "does not answer; starting it again")
        if record:
            stop_service(record, grace_seconds=GRACE_SECONDS)
        self.announce(service.name, "starting")
        record = service.spawn()
        self.state.services[service.name] = record
        # At once: a crash of this program must not lose the process it has just started.
        self.save()
        service.wait(record, seconds)
        self.ready(service.name, address or "running", begun)

    def ready(self, name: str, detail: str, begun: float | None = None) -> None:
        """Announce that a service works; ``begun`` is when it was started, if it was."""
        took = f" ({time.monotonic() - begun:.1f} s)" if begun is not None else ""
        self.announce(name, f"ready: {detail}{took}")

    def stop(self, names: Iterable[str]) -> None:
        """Stop services side by side and forget them."""
        with ThreadPoolExecutor(max_workers=8) as pool:
            list(pool.map(self._stop, list(names)))

    def url(self, name: str, requested: int | None, preferred: int | None = None) -> str:
        """Return the address of a service: the one it has, else the requested, else its last or a free one.

        :raises LocalStackError: if the requested port is taken, naming the process that holds it.
        """
        known = self.state.ports.get(name)
        if known is None or requested not in {None, known} or not (self._runs(name) or is_free(known)):
            setting = f"TOKYOBETA_LOCAL_{name.upper()}_PORT"
            known = choose_port(requested, preferred=preferred, setting=setting)
            self.state.ports[name] = known
        return f"http://{LOOPBACK}:{known}"

    def _runs(self, name: str) -> bool:
        """Tell whether a process of a service runs; Airflow has several."""
        return any(
            record.identity.alive()
            for service, record in self.state.services.items()
            if service == name or service.startswith(f"{name} ")
        )

    def _stop(self, name: str) -> None:
        record = self.state.services.get(name)
        if record:
            self.announce(name, "stopping")
            stop_service(record, grace_seconds=GRACE_SECONDS)
            del self.state.services[name]
            self.announce(name, "stopped")
