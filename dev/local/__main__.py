"""The commands of the local stack: ``python -m dev.local up | down | status | logs``."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dev.local.service_status import ServiceStatus
from dev.local.stack import Stack
from dev.local.stack_addresses import StackAddresses
from dev.local.stack_display import StackDisplay
from include.exceptions import TokyoBetaError

_STYLES = {"running": "green", "external": "green", "not answering": "yellow", "stopped": "red"}


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return the exit code: 0, or 1 after an error that is shown to the user."""
    options = _parser().parse_args(arguments)
    console = Console()
    try:
        match options.command:
            case "up":
                _up(console)
            case "down":
                _down(console)
            case "status":
                _status(console, as_json=options.json)
            case "logs":
                _logs(options.service, options.lines, follow=options.follow)
    except TokyoBetaError as error:
        Console(stderr=True).print(
            Text.assemble(("✗ ", "bold red"), error.problem, ("\n  Next: ", "bold"), error.action),
            soft_wrap=True,
        )
        return 1
    except KeyboardInterrupt:
        Console(stderr=True).print("Interrupted. What was started keeps running: make status, make down.")
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dev.local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("up", help="start what is missing and wait until it works")
    commands.add_parser("down", help="stop everything; the data stays")
    status = commands.add_parser("status", help="show what runs and where")
    status.add_argument("--json", action="store_true", help="one JSON object, for scripts")
    logs = commands.add_parser("logs", help="show the end of a log")
    logs.add_argument(
        "service", nargs="?", help="such as mysql or 'airflow scheduler'; all services without it"
    )
    logs.add_argument("-n", "--lines", type=int, default=20, help="lines of each log")
    logs.add_argument("-f", "--follow", action="store_true", help="keep showing new lines")
    return parser


def _up(console: Console) -> None:
    with StackDisplay(console) as display:
        stack = Stack(announce=display.announce)
        addresses = stack.up()
    console.print()
    console.print(_address_table(stack, addresses))


def _down(console: Console) -> None:
    with StackDisplay(console) as display:
        Stack(announce=display.announce).down()
    console.print(
        "Nothing of the local stack runs any more. Its data stays until make clean.", highlight=False
    )


def _status(console: Console, *, as_json: bool) -> None:
    stack = Stack()
    services = stack.status()
    if as_json:
        print(json.dumps(_status_values(stack, services), ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("service", "state", "address", "process", "log"):
        table.add_column(name, overflow="fold")
    for service in services:
        table.add_row(
            service.name,
            Text(service.state, style=_STYLES[service.state]),
            service.address,
            str(service.pid or ""),
            _short(service.log),
        )
    console.print(table)
    if all(_works(service) for service in services):
        console.print()
        console.print(_address_table(stack, stack.addresses()))
    else:
        console.print("\nmake up starts what is missing.", highlight=False)


def _status_values(stack: Stack, services: list[ServiceStatus]) -> dict[str, object]:
    """Return the status as one object: the addresses, whether all services run, and each service."""
    running = all(_works(service) for service in services)
    known = stack.addresses().as_dict() if any(_works(service) for service in services) else {}
    return {
        **known,
        "running": running,
        "services": {
            service.name: {
                "state": service.state,
                "address": service.address,
                "pid": service.pid,
                "log": service.log,
            }
            for service in services
        },
    }


def _works(service: ServiceStatus) -> bool:
    return service.state in {"running", "external"}


def _address_table(stack: Stack, addresses: StackAddresses) -> Table:
    table = Table.grid(padding=(0, 2))
    login = f"log in as {addresses.airflow_user} / {addresses.airflow_password}"
    table.add_row(Text("Web UI", style="bold"), Text(addresses.airflow, style="cyan underline"), login)
    root = stack.root()
    client = "" if os.environ.get("MYSQL_URL") else _short(str(stack.folder / "bin" / "mysql"))
    option_file = _short(str(stack.mysql_server().client_file))
    hint = f"{client} --defaults-file={option_file}" if client else "given by MYSQL_URL"
    table.add_row(Text("MySQL", style="bold"), f"{root.host}:{root.port}", hint)
    table.add_row(Text("AWS", style="bold"), addresses.aws, f"s3://{addresses.bucket}")
    table.add_row(Text("QuickSight", style="bold"), addresses.quicksight, "")
    return table


def _logs(service: str | None, lines: int, *, follow: bool) -> None:
    known = {each.name: each.log for each in Stack().status() if each.log and Path(each.log).is_file()}
    files = [log for name, log in known.items() if service in {None, name}]
    if not files:
        names = ", ".join(known) or "none yet"
        print(f"There is no log of {service or 'any service'}. There are: {names}.", file=sys.stderr)
        return
    subprocess.run(["tail", "-n", str(lines), *(["-F"] if follow else []), *files], check=False)


def _short(path: str) -> str:
    """Return a path from the present folder when it is inside."""
    if not path:
        return ""
    try:
        return str(Path(path).relative_to(Path.cwd()))
    except ValueError:
        return path


if __name__ == "__main__":
    raise SystemExit(main())
