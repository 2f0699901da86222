"""Commands for people: what is published, what could be, and one command to go back."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Sequence
from typing import Final

from include.clock import parse_day
from include.erasure.erase_person import ErasureRequest, erase_person
from include.exceptions import ConfigurationError, TokyoBetaError
from include.freshness.freshness import measure_freshness
from include.ledger.ledger import Ledger
from include.mysql.target import WarehouseTarget
from include.settings import get_settings
from include.snapshots.snapshot_loader import SnapshotLoader
from include.staging.publish.publisher import Publisher
from include.staging.retention.backups import list_backups
from include.text_table import text_table


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code: 0, or 1 for an error that the pipeline raises on purpose."""
    options = _parser().parse_args(arguments)
    try:
        target = _target(options)
        sys.stdout.write(_COMMANDS[options.command](target, options) + "\n")
    except TokyoBetaError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _backups(target: WarehouseTarget, _: argparse.Namespace) -> str:
    settings = get_settings()
    published = Ledger(target, settings.ops_schema).published()
    rows = []
    if published is not None:
        rows = [(str(published.dump_date), settings.staging_schema, str(published.table_count), "published")]
    rows += [
        (str(b.day), b.schema, str(b.table_count), "ready" if b.can_be_published else "no marker")
        for b in list_backups(target, settings)
    ]
    return text_table(("dump date", "schema", "tables", "state"), rows)


def _roll_back(target: WarehouseTarget, options: argparse.Namespace) -> str:
    settings = get_settings()
    ledger = Ledger(target, settings.ops_schema)
    publisher = Publisher(target, ledger, settings)
    result = publisher.roll_back(
        parse_day(options.day), run_id=f"manual by {getpass.getuser()}", code_version=settings.code_version
    )
    seen = result.publication
    if not result.changed:
        return f"Readers see the dump of {seen.dump_date} already."
    return (
        f"Readers see the dump of {seen.dump_date} again; what they saw is in {seen.backup_schema}.\n"
        "Next: clear seed_code_lists of that day's run with downstream: silver, gold and SPICE follow."
    )


def _freshness(target: WarehouseTarget, _: argparse.Namespace) -> str:
    settings = get_settings()
    report = measure_freshness(target, Ledger(target, settings.ops_schema), settings)
    sys.stdout.write(report.table() + "\n")
    report.require()
    return "Everything is fresh."


def _rebuild_snapshots(target: WarehouseTarget, options: argparse.Namespace) -> str:
    import boto3  # noqa: PLC0415 (needed for this command only)

    settings = get_settings()
    s3 = boto3.client("s3", endpoint_url=options.endpoint_url)
    loader = SnapshotLoader(target, s3, Ledger(target, settings.ops_schema), settings)
    days = [parse_day(day) for day in options.days]
    return str(loader.load(None, run_id=f"manual by {getpass.getuser()}", rebuild=days))


def _erase_person(target: WarehouseTarget, options: argparse.Namespace) -> str:
    import boto3  # noqa: PLC0415 (needed for this command only)

    request = ErasureRequest(
        tenant_id=options.tenant_id,
        erased_since=parse_day(options.erased_since),
        reference=options.request,
    )
    s3 = boto3.client("s3", endpoint_url=options.endpoint_url)
    report = erase_person(target, s3, get_settings(), request, apply=options.apply)
    done = "Erased, and recorded in ops.erasures." if options.apply else "Nothing changed; --apply erases."
    return f"{report}\n{done}"


_COMMANDS: Final[dict[str, Callable[[WarehouseTarget, argparse.Namespace], str]]] = {
    "backups": _backups,
    "roll-back": _roll_back,
    "freshness": _freshness,
    "rebuild-snapshots": _rebuild_snapshots,
    "erase-person": _erase_person,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m include.warehouse", description=__doc__)
    parser.add_argument(
        "--mysql-url",
        help="mysql://user:password@host:port of the warehouse; default: the environment variable MYSQL_URL, "
        "where a password is not seen in the list of processes",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("backups", help="list what is published and the copies that can be published again")
    roll_back = commands.add_parser("roll-back", help="let readers see the dump of an earlier day again")
    roll_back.add_argument("day", help="dump date of the backup, YYYY-MM-DD")
    commands.add_parser("freshness", help="show how old the data is; exit code 1 if it is stale")
    rebuild = commands.add_parser("rebuild-snapshots", help="load the snapshot files of days again")
    rebuild.add_argument("days", nargs="+", help="days, YYYY-MM-DD")
    rebuild.add_argument("--endpoint-url", help="S3 endpoint of the local stack; none means AWS")
    erase = commands.add_parser("erase-person", help="erase a person everywhere; without --apply only report")
    erase.add_argument("tenant_id", type=int, help="number of the tenant in the source")
    erase.add_argument("--erased-since", required=True, help="day of the first dump without the person")
    erase.add_argument("--request", required=True, help="reference of the request, for the ledger; no name")
    erase.add_argument("--apply", action="store_true", help="erase what is found")
    erase.add_argument("--endpoint-url", help="S3 endpoint of the local stack; none means AWS")
    return parser


def _target(options: argparse.Namespace) -> WarehouseTarget:
    url = options.mysql_url or os.environ.get("MYSQL_URL")
    if not url:
        raise ConfigurationError(
            "No warehouse was given.", "Set MYSQL_URL, or give --mysql-url mysql://user:password@host:port."
        )
    return WarehouseTarget.from_url(url)
