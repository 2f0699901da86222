"""What `make run` shows when a run has ended."""

from __future__ import annotations

import io
from datetime import date

from rich.console import Console

from dev.local.run.report import Report
from dev.local.run.summary import print_summary
from dev.local.stack_addresses import StackAddresses

ADDRESSES = StackAddresses(*["-"] * 10)


def _summary(warnings: list[str]) -> str:
    screen = io.StringIO()
    report = Report(
        layers={"gold": (1, 2)}, newest_day=[], quality=[], dump_date=date(2026, 2, 10), warnings=warnings
    )
    print_summary(Console(file=screen, width=120), report, spice_rows={}, seconds=1, addresses=ADDRESSES)
    return screen.getvalue()


def test_every_warning_of_the_run_is_shown_to_the_letter():
    """A warning that only a table in test_results knew of reached nobody."""
    shown = _summary(["moveouts: 12 rows break: age between 18 and 100", "archive_dump failed [why]"])
    assert "Warnings of the run: 2" in shown
    assert "moveouts: 12 rows break: age between 18 and 100" in shown
    assert "archive_dump failed [why]" in shown


def test_a_run_without_warnings_says_so():
    shown = _summary([])
    assert "Warnings of the run: none" in shown
    # No empty box below it.
    assert not any(set(line) == {"└", "─", "┘"} for line in shown.splitlines())
