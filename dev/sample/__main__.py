"""``python -m dev.sample``: see README.md beside this file."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBars

from dev.sample.command_line import parser
from dev.sample.progress import Progress
from dev.sample.sample_world import SampleWorld
from dev.sample.scale import Scale
from dev.sample.source_server import SourceServer, path_server
from dev.sample.upload import upload
from include.exceptions import TokyoBetaError
from include.mysql.target import WarehouseTarget


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit code."""
    options = parser().parse_args(arguments)
    console = Console()
    commands = {"generate": _generate, "snapshots": _snapshots, "upload": _upload}
    try:
        commands[options.command](options, console)
    except TokyoBetaError as error:
        Console(stderr=True).print(str(error), markup=False)
        return 1
    return 0


def _generate(options: argparse.Namespace, console: Console) -> None:
    with _server(options.mysql_url, console) as server, _bars(console) as progress:
        built = _world(options).build_dump(
            server=server,
            out=options.out,
            day=options.day,
            shape=options.shape,
            compression=options.compression,
            fault=options.fault,
            progress=progress,
        )
    console.print(
        f"{built.path}: {built.path.stat().st_size:,} bytes, {sum(built.rows.values()):,} rows in "
        f"{len(built.rows)} tables, {built.seconds:.1f} s",
        soft_wrap=True,
        highlight=False,
    )


def _snapshots(options: argparse.Namespace, console: Console) -> None:
    with _bars(console) as progress:
        paths = _world(options).write_snapshots(
            options.first,
            options.last,
            options.out,
            with_gaps=not options.no_gaps,
            bad_row_on=options.bad_row_on,
            empty_on=options.empty_on,
            progress=progress,
        )
    console.print(f"{len(paths)} snapshots in {options.out}", soft_wrap=True, highlight=False)


def _upload(options: argparse.Namespace, console: Console) -> None:
    import boto3  # noqa: PLC0415 (needed for this command only)

    client = boto3.client("s3", endpoint_url=options.endpoint_url)
    with _bars(console) as progress:
        keys = upload(options.out, options.bucket, client, progress)
    console.print(f"{len(keys)} objects in s3://{options.bucket}", soft_wrap=True, highlight=False)


def _world(options: argparse.Namespace) -> SampleWorld:
    return SampleWorld(options.seed, Scale.of(options.scale, options.core_scale))


@contextmanager
def _server(url: str | None, console: Console) -> Iterator[SourceServer]:
    if url:
        with path_server(WarehouseTarget.from_url(url)) as server:
            yield server
        return
    # Sample data is development tooling too; only this command starts a server of its own.
    from dev.servers.mysql_server import MySqlServer  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="sample-") as folder:
        private = MySqlServer(
            Path(folder) / "m",
            buffer_pool_mb=512,
            # The source database is thrown away: it needs no protection against a power cut.
            options={"innodb-flush-log-at-trx-commit": "0", "innodb-doublewrite": "OFF"},
            die_with_parent=True,
            announce=lambda sentence: console.print(sentence, markup=False),
        )
        with private:
            yield private
        private.destroy()


@contextmanager
def _bars(console: Console) -> Iterator[Progress]:
    columns = (TextColumn("{task.description:10}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with ProgressBars(*columns, TimeElapsedColumn(), console=console) as bars:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage)
            bars.update(tasks[stage], completed=done, total=total)

        yield show


if __name__ == "__main__":
    sys.exit(main())
