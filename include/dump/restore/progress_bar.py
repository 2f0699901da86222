"""Progress as a person at a terminal likes to see it, or as lines where there is no terminal."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from include.dump.restore.progress import RestoreProgress

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_LINE_SECONDS = 5.0


class ProgressBar:
    """Shows reports of progress on standard error, so that standard output holds results only."""

    def __init__(self) -> None:
        self._bar: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._has_terminal = sys.stderr.isatty()
        self.seconds = 0.2 if self._has_terminal else _LINE_SECONDS

    def __enter__(self) -> ProgressBar:
        if self._has_terminal:
            self._bar = _bar()
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, report: RestoreProgress) -> None:
        """Show a report."""
        if self._bar is None:
            print(report.line(), file=sys.stderr, flush=True)  # noqa: T201 (what a command line is for)
            return
        if report.stage not in self._tasks:
            self._tasks[report.stage] = self._bar.add_task(report.stage, total=report.stored_size, note="")
        pace = report.text_bytes / 1e6 / report.seconds if report.seconds else 0
        note = f"{pace:.0f} MB/s, {report.tables_done}/{report.tables} tables, {report.rows:,} rows"
        self._bar.update(self._tasks[report.stage], completed=report.stored_bytes, note=note)


def _bar() -> Progress:
    # An eighth of the start and 2 MiB, which a restore without a terminal does not need.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description:8}"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f} % {task.fields[note]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
