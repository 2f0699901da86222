"""The picture of a run on the terminal: live where there is one, line by line elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from dev.local.run.step import Step

MARKS = {
    "success": ("✓", "green"),
    "skipped": ("–", "dim"),
    "warning": ("!", "yellow"),
    "retrying": ("↻", "yellow"),
    "failed": ("✗", "bold red"),
    "blocked": ("·", "dim"),
    "waiting": ("·", "dim"),
    "running": ("▸", "cyan"),
}
BAR_WIDTH = 24


class Screen:
    """Shows the steps of a run as they go on.

    :param console: where to; without a terminal each step is printed once, when it has ended.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self._printed: set[tuple[str, str]] = set()
        self._spinner = Spinner("dots", style="cyan")
        self._live = Live(console=console, refresh_per_second=8) if console.is_terminal else None

    def __enter__(self) -> Screen:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def show(self, steps: Sequence[Step]) -> None:
        """Show the present state of all steps."""
        now = datetime.now(UTC)
        if self._live:
            self._live.update(self._table(steps, now))
            return
        for step in steps:
            key = (step.name, step.state)
            if step.state not in {"waiting", "running", "blocked"} and key not in self._printed:
                self._printed.add(key)
                mark, _ = MARKS[step.state]
                count = f" ({step.done} of {step.total} tasks)" if step.total > 1 else ""
                self.console.print(f"    {mark} {step.name:<22}{duration(step.seconds(now)):>9}{count}")

    def _table(self, steps: Sequence[Step], now: datetime) -> Table:
        table = Table.grid(padding=(0, 1))
        for step in steps:
            mark, style = MARKS[step.state]
            shown = self._spinner if step.state == "running" else Text(mark, style=style)
            bar = (
                ProgressBar(total=step.total, completed=step.done, width=BAR_WIDTH)
                if step.total > 1
                else Text("")
            )
            count = f"{step.done}/{step.total}" if step.total > 1 else ""
            name = Text(step.name, style="dim" if step.state == "waiting" else "")
            table.add_row("   ", shown, name, Text(duration(step.seconds(now)), justify="right"), bar, count)
        return table


def duration(seconds: float | None) -> str:
    """Return seconds as a person reads them: ``4.2 s``, ``2 min 05 s``; nothing for None."""
    if seconds is None:
        return ""
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60):02d} s"
