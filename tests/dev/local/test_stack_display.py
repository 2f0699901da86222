"""What a person sees while the stack starts: a line for each service on a terminal, plain lines in a log."""

from __future__ import annotations

import io

from rich.console import Console

from dev.local.stack_display import StackDisplay

SENTENCES = [
    ("mysql", "Fetching MySQL from the distribution's packages, about 65 MB; once for all clones."),
    ("mysql", "starting"),
    ("airflow scheduler", "starting"),
    ("mysql", "ready: MySQL 9.7.4 on port 50000 (1.0 s)"),
    ("mysql", "warning: Using MariaDB"),
    ("airflow scheduler", "ready: running (9.0 s)"),
]


def shown(*, terminal: bool) -> str:
    output = io.StringIO()
    console = Console(file=output, force_terminal=terminal, width=100, color_system=None)
    with StackDisplay(console) as display:
        for service, sentence in SENTENCES:
            display.announce(service, sentence)
    return output.getvalue()


def test_log_gets_one_plain_line_for_each_event_that_matters() -> None:
    assert shown(terminal=False).splitlines() == [
        "mysql: Fetching MySQL from the distribution's packages, about 65 MB; once for all clones.",
        "mysql: ready: MySQL 9.7.4 on port 50000 (1.0 s)",
        "mysql: warning: Using MariaDB",
        "airflow scheduler: ready: running (9.0 s)",
    ]


def test_terminal_ends_with_one_line_for_each_part() -> None:
    text = shown(terminal=True)
    last = [line for line in text.splitlines() if "✓" in line][-2:]
    assert "mysql" in last[0]
    assert "MySQL 9.7.4 on port 50000 (1.0 s)" in last[0]
    assert "airflow scheduler" in last[1]
    assert "warning: Using MariaDB" in text
