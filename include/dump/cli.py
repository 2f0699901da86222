"""The command line of the dump engine."""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pymysql
from pymysql.connections import Connection

from include.dump.load.options import TOLERABLE, RestoreOptions
from include.dump.parse.dump_checks import warnings_about
from include.dump.parse.inspection import inspect_dump
from include.dump.parse.report import DumpReport
from include.dump.restore.progress import RestoreProgress
from include.dump.restore.progress_bar import ProgressBar
from include.dump.restore.restore import DumpRestore
from include.dump.restore.summary import RestoreSummary
from include.dump.restore.verification import refuse_wrong, verify_rows, wrong_checksums
from include.dump.source.manifest import DumpManifest
from include.dump.source.open_source import open_source
from include.exceptions import ConfigurationError, TokyoBetaError
from include.mysql.errors import reason
from include.mysql.target import WarehouseTarget

_FAILED = 1
_STOPPED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code, 0 only if everything was complete and right."""
    options = _parser().parse_args(arguments)
    try:
        result, ok = _COMMANDS[options.command](options)
    except KeyboardInterrupt:
        _say("Stopped. The same command goes on where it stopped.")
        return _STOPPED
    except TokyoBetaError as error:
        _say(f"{type(error).__name__}: {error}")
        return _FAILED
    except pymysql.err.MySQLError as error:
        _say(
            f"{type(error).__name__}: {reason(error)}\nNext: Check the server, then start the command again."
        )
        return _FAILED
    return 0 if _written(result, options.json) and ok else _FAILED


def _restore(options: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    source = open_source(options.source, connections=options.s3_connections)
    manifest = _manifest(options)
    if options.dry_run:
        return _inspect(options, full=True)
    with ProgressBar() as bar:
        restore = DumpRestore(
            source,
            WarehouseTarget.from_url(options.url),
            options.schema,
            RestoreOptions(
                connections=options.connections,
                expected_database=options.database,
                expected_tables=_names(options.expect_tables),
                manifest=manifest,
                checksum=options.json is not None,
                full_inspection=options.full,
                trial_bytes=options.trial_mib << 20,
                overwrite=options.overwrite,
                fresh=options.fresh,
                state_schema=options.state_schema,
                tolerated_defects=tuple(options.tolerate),
                verify_checksums=manifest is not None and bool(manifest.checksums),
                charset=options.charset,
                time_zone=options.time_zone,
                progress_seconds=bar.seconds,
            ),
            bar,
        )
        with _stoppable(restore):
            summary = restore.run()
    _show(summary)
    return summary.to_dict(), True


def _inspect(options: argparse.Namespace, *, full: bool | None = None) -> tuple[dict[str, Any], bool]:
    report = _inspected(options, full=options.full if full is None else full)
    print(f"{report.uri}: {report.shape}, {report.compression}, {report.producer or 'no header'}")  # noqa: T201
    print(  # noqa: T201
        f"{report.stored_bytes:,} bytes stored, {report.text_bytes:,} of SQL, sha256 {report.sha256}, "
        f"database {report.database or 'not named'}, {len(report.tables)} tables"
    )
    for table in report.tables:
        rows = "" if table.rows is None else f"{table.rows:>12,} rows"
        other = f", {table.rows_by_insert:,} by INSERT" if table.rows_by_insert else ""
        print(f"  {table.name:40} {table.text_bytes:>14,} bytes {rows}{other}")  # noqa: T201
    if found_warnings := warnings_about(report, _manifest(options), options.time_zone):
        _say(found_warnings)
    return json.loads(report.to_json()), True


def _verify(options: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    report = _inspected(options, full=True)
    manifest = _manifest(options)
    with _connected(WarehouseTarget.from_url(options.url)) as connection:
        differences = verify_rows(connection, options.schema, report)
        if manifest is not None:
            refuse_wrong(wrong_checksums(connection, options.schema, manifest.checksums))
    for name, (dumped, found) in differences.items():
        there = "no table" if found is None else f"{found:,}"
        _say(f"{name}: {dumped:,} rows in the dump, {there} in the schema")
    rows = sum(table.rows or 0 for table in report.tables)
    right = len(report.tables) - len(differences)
    print(f"{right} of {len(report.tables)} tables have the rows of the dump ({rows:,} in all)")  # noqa: T201
    return {"tables": len(report.tables), "rows": rows, "differences": differences}, not differences


def _connected(target: WarehouseTarget) -> Connection[Any]:
    try:
        return target.connect()
    except (pymysql.err.MySQLError, OSError) as error:  # OSError: also a tls_ca that is not there
        raise ConfigurationError(
            f"The server {target.host} cannot be used: {reason(error)}.",
            "Check user, password, host and port in --url, its tls_ca, and that the server is up.",
        ) from error


def _inspected(options: argparse.Namespace, *, full: bool) -> DumpReport:
    source = open_source(options.source, connections=options.s3_connections)
    with ProgressBar() as bar:
        return inspect_dump(
            source,
            manifest=_manifest(options),
            expected_database=options.database,
            expected_tables=_names(options.expect_tables),
            full=full,
            charset=options.charset,
            progress=_reporter(bar, source.size),
        )


def _reporter(bar: ProgressBar, size: int) -> Any:
    import time  # noqa: PLC0415

    started = last = time.monotonic()

    def report(stored: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= bar.seconds:
            last = now
            bar(RestoreProgress("inspect", stored, size, stored, 0, 0, 0, now - started))

    return report


@contextlib.contextmanager
def _stoppable(restore: DumpRestore) -> Iterator[None]:
    """Stop the server's work too when the program is asked to end."""

    def stop(_number: int, _frame: object) -> None:
        restore.cancel()
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _show(summary: RestoreSummary) -> None:
    for table in summary.tables:
        defects = ((c, kind.replace("_", " "), n) for c, k in table.defects.items() for kind, n in k.items())
        notes = [*table.warnings, *(f"column {column}: {n:,} {kind}" for column, kind, n in defects)]
        kept = " (kept from an earlier try)" if table.resumed else ""
        print(f"  {table.name:40} {table.rows:>12,} rows {table.seconds:8.2f} s  {table.way}{kept}")  # noqa: T201
        for note in notes:
            print(f"      {note}")  # noqa: T201
    pace = summary.report.text_bytes / 1e6 / summary.seconds
    skipped = ", ".join(f"{number} {kind}" for kind, number in summary.skipped.items()) or "nothing"
    print(  # noqa: T201
        f"{len(summary.tables)} tables, {summary.rows:,} rows in {summary.seconds:.1f} s ({pace:.0f} MB/s), "
        f"peak memory {summary.peak_memory_mb:.0f} MiB; skipped: {skipped}"
    )


def _manifest(options: argparse.Namespace) -> DumpManifest | None:
    path = options.manifest
    return DumpManifest.from_json(_read("--manifest", path), name=path) if path else None


def _names(text: str | None) -> list[str] | None:
    """Return the names in ``a,b`` or, for ``@FILE``, in the file's lines."""
    if text is None:
        return None
    if text.startswith("@"):
        text = ",".join(_read("--expect-tables", text[1:]).decode("utf-8", "replace").splitlines())
    return [name.strip() for name in text.split(",") if name.strip()]


def _read(option: str, path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"The file {path} of {option} cannot be read: {error.strerror}.",
            "Check the path and its permissions.",
        ) from error


def _written(result: dict[str, Any], path: str | None) -> bool:
    """Write the result where it is wanted; False if that cannot be done."""
    if path is None:
        return True
    try:
        Path(path).write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        _say(f"All is done, but the result cannot be written to {path}: {error.strerror}.")
        _say("Next: Give --json a path that can be written, and start the command again.")
        return False
    return True


def _from_1_to(most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text} is not a number from 1 to {most}")
        return int(text)

    return number


def _defects(text: str) -> list[str]:
    names = _names(text) or []
    if unknown := sorted(set(names) - set(TOLERABLE)):
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: known are {', '.join(TOLERABLE)}")
    return names


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m include.dump", description="Restore, inspect and verify files made by mysqldump."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    dump = argparse.ArgumentParser(add_help=False)
    dump.add_argument("--source", required=True, metavar="FILE_OR_S3_URL", help="plain, gzip or zstd")
    dump.add_argument("--manifest", metavar="FILE", help="JSON with size, sha256, rows per table, checksums")
    dump.add_argument("--database", metavar="NAME", help="refuse a dump of another database")
    dump.add_argument(
        "--expect-tables", metavar="A,B|@FILE", help="refuse a dump that lacks one of these tables"
    )
    dump.add_argument("--charset", default="utf8mb4", help="character set where the dump names none")
    dump.add_argument(
        "--time-zone",
        metavar="ZONE",
        help="of TIMESTAMP values where neither dump nor manifest names one (default: the server's)",
    )
    dump.add_argument(
        "--s3-connections", type=_from_1_to(64), default=3, help="1 reads one stream (default: 3 ranges)"
    )
    dump.add_argument("--json", metavar="FILE", help="write the result as JSON")
    target = argparse.ArgumentParser(add_help=False)
    target.add_argument("--url", required=True, help="mysql://user:password@host:port[?tls_ca=FILE]")
    target.add_argument("--schema", required=True, help="schema to restore into")
    restore = commands.add_parser("restore", parents=[dump, target], help="restore a dump into a schema")
    restore.add_argument(
        "--connections", type=_from_1_to(16), default=2, help="loading connections (default: 2)"
    )
    restore.add_argument("--dry-run", action="store_true", help="read and check everything, write nothing")
    restore.add_argument("--full", action="store_true", help="read every statement before touching anything")
    restore.add_argument(
        "--trial-mib",
        type=_from_1_to(1 << 20),
        default=RestoreOptions().trial_bytes >> 20,
        help="try the rows of a dump of up to this size on temporary tables first (default: %(default)s)",
    )
    restore.add_argument("--overwrite", action="store_true", help="empty a schema that no restore made")
    restore.add_argument("--fresh", action="store_true", help="do not go on from an earlier try")
    restore.add_argument(
        "--state-schema", default="ops", help="where the state for a retry is kept (default: ops)"
    )
    restore.add_argument(
        "--tolerate", type=_defects, default=",".join(TOLERABLE), help="defects let through (default: all)"
    )
    inspect = commands.add_parser("inspect", parents=[dump], help="check a dump and list its tables")
    inspect.add_argument("--full", action="store_true", help="read every statement and count rows")
    commands.add_parser("verify", parents=[dump, target], help="compare a schema with a dump")
    return parser


_COMMANDS = {"restore": _restore, "inspect": _inspect, "verify": _verify}
