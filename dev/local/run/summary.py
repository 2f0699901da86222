"""What a person sees when a run has ended."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from dev.local.run.failure import Failure
from dev.local.run.report import Report
from dev.local.run.screen import duration
from dev.local.stack_addresses import StackAddresses

STATUS_STYLE = {"passed": "green", "failed": "bold red", "skipped": "dim", "waived": "yellow"}
STATUS_WORDS = {
    "failed": "failed",
    "waived": "failed and accepted",
    "passed": "passed",
    "skipped": "skipped (nothing to compare with)",
}


def print_summary(
    console: Console,
    report: Report,
    *,
    spice_rows: dict[str, int],
    seconds: float,
    addresses: StackAddresses,
) -> None:
    """Print rows per layer, the newest day, the quality results, warnings, SPICE, and where to look next."""
    console.print()
    console.print(_layers(report, spice_rows))
    console.print(_newest_day(report))
    console.print(_quality(report))
    console.print(_warnings(report))
    console.print(
        Panel(
            f"[bold green]Published the dump of {report.dump_date} in {duration(seconds)}.[/bold green]\n\n"
            f"Airflow   [link]{addresses.airflow}[/link]   "
            f"log in as [bold]{addresses.airflow_user}[/bold] / [bold]{addresses.airflow_password}[/bold]\n"
            "Again     make run          one day later: make run RUN_ARGS='--day 1'\n"
            "Break it  make run RUN_ARGS='--day 1 --fault stale'  and see it refused\n"
            "Stop      make down",
            expand=False,
        ),
        highlight=False,
        soft_wrap=True,
    )


def print_failure(console: Console, failure: Failure | None, page: str, alerts: list[str]) -> None:
    """Print the failing task, its error and the next step."""
    console.print()
    if failure is None:
        console.print("[bold red]The run failed, but none of its tasks did.[/bold red]")
    else:
        for line in failure.tail:
            console.print(f"    {line}", style="dim", markup=False, highlight=False, soft_wrap=True)
        console.print()
        console.print(f"[bold red]Failed: {failure.task}[/bold red]", highlight=False)
        console.print(failure.error, markup=False, highlight=False, soft_wrap=True)
        console.print("[bold]Next:[/bold] ", end="", highlight=False)
        console.print(failure.action, markup=False, highlight=False, soft_wrap=True)
    console.print(f"Run:  {page}", highlight=False, soft_wrap=True)
    for subject in alerts:
        console.print(f"Sent: {subject}", markup=False, highlight=False, soft_wrap=True)


def _layers(report: Report, spice_rows: dict[str, int]) -> Table:
    table = Table(title="What there is now", title_justify="left")
    table.add_column("layer")
    table.add_column("tables", justify="right")
    table.add_column("rows", justify="right")
    for layer, (tables, rows) in report.layers.items():
        table.add_row(layer, str(tables), f"{rows:,}")
    table.add_section()
    for data_set, rows in sorted(spice_rows.items()):
        table.add_row(f"SPICE {data_set}", "", f"{rows:,}")
    return table


def _newest_day(report: Report) -> Table:
    day = report.newest_day[0].day if report.newest_day else "-"
    table = Table(title=f"Newest day of daily_activity_summary: {day}", title_justify="left")
    for name in ("tenant type", "new signings", "renewals", "move-ins", "move-outs", "net change"):
        table.add_column(name, justify="left" if name == "tenant type" else "right")
    for row in report.newest_day:
        numbers = (row.new_signings, row.renewals, row.moveins, row.moveouts, row.net_moveins)
        table.add_row(row.tenant_type, *(str(number) for number in numbers))
    return table


def _quality(report: Report) -> Table:
    counts = Counter(result[2] for result in report.quality)
    said = ", ".join(f"{counts[status]} {words}" for status, words in STATUS_WORDS.items() if counts[status])
    table = Table(title=f"Quality rules: {said}", title_justify="left")
    for name in ("rule", "severity", "result", "measured", "threshold"):
        table.add_column(name, overflow="fold")
    for rule, severity, status, measured, threshold in report.quality:
        style = STATUS_STYLE.get(status, "")
        table.add_row(
            rule, severity, f"[{style}]{status}[/{style}]" if style else status, measured, threshold
        )
    return table


def _warnings(report: Report) -> Table | Text:
    if not report.warnings:
        return Text("Warnings of the run: none", style="italic")
    table = Table(
        title=f"Warnings of the run: {len(report.warnings)}", title_justify="left", show_header=False
    )
    table.add_column("warning", overflow="fold", style="yellow")
    for warning in report.warnings:
        table.add_row(escape(warning))
    return table
