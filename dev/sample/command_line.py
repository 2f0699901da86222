"""The options of ``python -m dev.sample``."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from dev.sample.calendar import LAST_DAY_NUMBER
from dev.sample.compression import Compression
from dev.sample.dump_shape import DumpShape
from dev.sample.fault import Fault
from dev.sample.scale import DEFAULT_SCALE
from dev.sample.world import DEFAULT_SEED


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    result = argparse.ArgumentParser(
        prog="python -m dev.sample",
        description="Synthetic GGhouse data: dumps by the real mysqldump, manifests and tenant snapshots.",
    )
    commands = result.add_subparsers(dest="command", required=True)
    _add_generate(commands.add_parser("generate", help="make the dump and manifest of a day"))
    _add_snapshots(commands.add_parser("snapshots", help="make the tenant snapshots of past days"))
    _add_upload(commands.add_parser("upload", help="put what was made into a bucket"))
    return result


def _add_world(command: argparse.ArgumentParser) -> None:
    command.add_argument("--out", type=Path, required=True, help="folder, laid out as the bucket")
    command.add_argument("--seed", type=int, default=DEFAULT_SEED, help="default: %(default)s")
    command.add_argument(
        "--scale",
        type=float,
        default=DEFAULT_SCALE,
        help="share of production's volume; 1 makes a dump of about 945 MB (default: %(default)s)",
    )
    command.add_argument(
        "--core-scale", type=float, help="another share for apartments, rooms, tenants, movings and inquiries"
    )


def _add_generate(command: argparse.ArgumentParser) -> None:
    _add_world(command)
    command.add_argument(
        "--day",
        type=int,
        default=0,
        help=f"day number, 0 (2026-02-10) to {LAST_DAY_NUMBER} (default: %(default)s)",
    )
    command.add_argument(
        "--shape",
        type=DumpShape,
        choices=list(DumpShape),
        default=DumpShape.COMPACT,
        help="how mysqldump is called",
    )
    command.add_argument(
        "--compression", type=Compression, choices=list(Compression), default=Compression.NONE
    )
    command.add_argument("--fault", type=Fault, choices=list(Fault), help="what shall be wrong with the dump")
    command.add_argument(
        "--mysql-url",
        help="server to make the source database on, with mysqldump on the PATH; "
        "by default a private server that is started for it",
    )


def _add_snapshots(command: argparse.ArgumentParser) -> None:
    _add_world(command)
    command.add_argument("--from", dest="first", type=date.fromisoformat, required=True, help="YYYY-MM-DD")
    command.add_argument(
        "--to", dest="last", type=date.fromisoformat, required=True, help="YYYY-MM-DD, included"
    )
    command.add_argument("--no-gaps", action="store_true", help="write the 13 failed days too")
    command.add_argument("--bad-row-on", type=date.fromisoformat, help="a day whose file gets a broken row")
    command.add_argument("--empty-on", type=date.fromisoformat, help="a day whose file is empty")


def _add_upload(command: argparse.ArgumentParser) -> None:
    command.add_argument("--out", type=Path, required=True, help="folder with what was made")
    command.add_argument("--bucket", required=True)
    command.add_argument("--endpoint-url", help="S3 endpoint; by default AWS")
