"""``python -m dev.local.run``: what ``make run`` calls."""

from __future__ import annotations

import sys

from rich.console import Console

from dev.local.run.daily_run import DailyRun
from dev.local.run.options import parse_options
from dev.local.stack import Stack
from include.exceptions import TokyoBetaError


def main() -> int:
    """Run the pipeline once; return 0 if it succeeded, 1 if not, 130 if a person stopped it."""
    options = parse_options()
    console = Console(width=None if sys.stdout.isatty() else 110)
    stack = Stack(
        announce=lambda service, words: console.print(
            f"    [dim]{service}: {words}[/dim]", highlight=False, soft_wrap=True
        )
    )
    try:
        return 0 if DailyRun(options, console, stack).execute() else 1
    except TokyoBetaError as error:
        console.print(
            f"[bold red]{type(error).__name__}[/bold red]: {error.problem}", highlight=False, soft_wrap=True
        )
        console.print(f"[bold]Next:[/bold] {error.action}", highlight=False, soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        console.print(
            "Stopped. The stack keeps running, and so does a run that was triggered; make down ends both."
        )
        return 130


if __name__ == "__main__":
    sys.exit(main())
