"""Shows a person what the stack does: a living table on a terminal, plain lines in a log."""

from __future__ import annotations

import threading
from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

_DONE = ("ready", "stopped")


class StackDisplay:
    """The progress of ``up`` and ``down``. Its :meth:`announce` is what a ``Stack`` calls.

    :param console: where to write.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self._rows: dict[str, str] = {}
        self._spinners: dict[str, Spinner] = {}
        self._lock = threading.Lock()
        self._live = Live(console=console, refresh_per_second=8, transient=False)

    def __enter__(self) -> StackDisplay:
        if self.console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.console.is_terminal:
            self._live.stop()

    def announce(self, service: str, sentence: str) -> None:
        """Show the newest words about a service."""
        with self._lock:
            if sentence.startswith("warning"):
                self.console.print(Text(f"{service}: {sentence}", style="yellow"), soft_wrap=True)
                return
            self._rows[service] = sentence
            if self.console.is_terminal:
                self._live.update(self._table(), refresh=True)
            elif sentence.startswith(_DONE) or "etch" in sentence:
                self.console.print(f"{service}: {sentence}", highlight=False, soft_wrap=True)

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for service, sentence in self._rows.items():
            if sentence.startswith(_DONE):
                _, _, detail = sentence.partition(": ")
                table.add_row(Text("✓", style="green"), Text(service, style="bold"), Text(detail or sentence))
            else:
                spinner = self._spinners.setdefault(service, Spinner("dots", style="cyan"))
                table.add_row(spinner, Text(service, style="bold"), Text(sentence, style="dim"))
        return table
