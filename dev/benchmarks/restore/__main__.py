"""``python -m dev.benchmarks.restore``."""

from __future__ import annotations

import argparse
import json
import signal
import statistics
import sys
import time
from pathlib import Path

from dev.benchmarks.day.checkout import check_out
from dev.benchmarks.restore.bench_server import BenchServer
from dev.benchmarks.restore.dumps import full_dump, many_tables_dump, multiple_dump
from dev.benchmarks.restore.limit import Limit
from dev.benchmarks.restore.measurement import Measurement
from dev.benchmarks.restore.moto_bucket import MotoBucket
from dev.benchmarks.restore.results import machine, median, paired_ratio, table
from dev.benchmarks.restore.ways import BEFORE, CLIENT, LIMIT, LOCAL, S3, SCHEMA, SOURCE, Ways, read_through
from include.dump.parse.inspection import inspect_dump
from include.dump.parse.scanner import DumpScanner
from include.dump.source.local_file import LocalFileSource

_ORDER = (CLIENT, LOCAL, LIMIT, S3)


def main() -> None:
    """Measure everything and print it; the last line is one JSON object."""
    options = _options()
    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    older = (folder / "older").resolve() if options.before else None
    if older:
        check_out(options.before, older)
    order = (CLIENT, LOCAL) if options.many_tables else _ORDER
    order = (*order, BEFORE) if older else order
    bench = BenchServer(folder)
    with bench.server, MotoBucket() as bucket:
        dump = _dump(options, folder, bench).resolve()  # an older version runs in a folder of its own
        print(f"{machine()}\n{dump.name}: {dump.stat().st_size / 1e6:,.0f} MB", flush=True)
        print(f"MySQL {bench.version()}", flush=True)
        limit = Limit(bench, inspect_dump(LocalFileSource(dump)))
        ways = Ways(bench, dump, limit, bucket.put(dump), bucket.environment, older=older)
        found: list[Measurement] = []
        scans: list[float] = []
        for number in range(options.rounds):
            round_ = f"{number + 1}/{options.rounds}"
            scans.append(scan_speed(dump))
            print(f"round {round_} scan with check and count: {scans[-1]:.0f} MB/s of CPU time", flush=True)
            found += [_measured(ways, limit, way, round_) for way in order]
        memory = {} if options.no_sizes or options.many_tables else _sizes(bench, ways, dump, folder)
    print(f"\n{machine()}\n{table(found, order)}\n")
    _print_result(found, statistics.median(scans), memory)


def _dump(options: argparse.Namespace, folder: Path, bench: BenchServer) -> Path:
    if options.many_tables:
        return many_tables_dump(folder, bench)
    return Path(options.dump) if options.dump else full_dump(folder, megabytes=options.megabytes)


def scan_speed(dump: Path) -> float:
    """Return how fast a dump is read, cut, checked and counted, in MB per second of CPU time."""
    started = time.process_time()
    with dump.open("rb", buffering=0) as file:
        for _ in DumpScanner(iter(lambda: file.read(2 * 1024 * 1024), b"")):
            pass
    return dump.stat().st_size / 1e6 / (time.process_time() - started)


def _measured(ways: Ways, limit: Limit, way: str, round_: str) -> Measurement:
    if way == LIMIT:
        limit.make_files(SCHEMA)  # the way before left it
    measured = ways.measure(way)
    print(
        f"round {round_} {way:13} {measured.seconds:7.1f} s  server CPU {measured.server_cpu:6.1f} s  "
        f"client CPU {measured.client_cpu:5.1f} s  peak {measured.client_mb:4.0f} MiB  "
        f"wrong tables {measured.wrong_tables}",
        flush=True,
    )
    return measured


def _sizes(bench: BenchServer, ways: Ways, dump: Path, folder: Path) -> dict[str, dict[str, float]]:
    """Return time and peak memory of the engine at 100 MB, at the dump's size and at 3 GB.

    The peak is a matter of which jobs meet; a short restore has few of them, so the small dump is restored
    five times for its highest.
    """
    found: dict[str, dict[str, float]] = {}
    for source, times in (
        (full_dump(folder, megabytes=100), 5),
        (dump, 1),
        (multiple_dump(dump, 3, folder), 1),
    ):
        runs = []
        for _ in range(times):
            bench.settle(SOURCE, SCHEMA)
            read_through([source])
            runs.append(ways.engine(str(source)))
        seconds, peak = statistics.median(run[0] for run in runs), max(run[2] for run in runs)
        megabytes = source.stat().st_size / 1e6
        found[f"{megabytes:.0f} MB"] = {"seconds": round(seconds, 1), "peak_memory_mb": round(peak, 1)}
        print(
            f"{megabytes:,.0f} MB: {seconds:.1f} s, {megabytes / seconds:.0f} MB/s, peak {peak:.0f} MiB",
            flush=True,
        )
    return found


def _print_result(found: list[Measurement], speed: float, memory: dict[str, dict[str, float]]) -> None:
    peaks = [m.client_mb for m in found if m.way in {LOCAL, S3}]
    peaks += [facts["peak_memory_mb"] for facts in memory.values()]
    ratios = {
        "times_faster_than_mysql": (CLIENT, LOCAL),
        "times_the_limit": (LOCAL, LIMIT),
        "s3_times_faster_than_mysql": (CLIENT, S3),
        "times_the_older_engine": (LOCAL, BEFORE),
    }
    ways = {m.way for m in found}
    result = {
        **{name: round(paired_ratio(found, *two), 3) for name, two in ratios.items() if ways >= set(two)},
        "peak_memory_mb": round(max(peaks), 1),
        "wrong_tables": max(m.wrong_tables for m in found),
        "seconds": {way: round(median(found, way), 1) for way in dict.fromkeys(m.way for m in found)},
        "scan_mb_per_cpu_second": round(speed),
        "sizes": memory,
        "rounds": len([m for m in found if m.way == LOCAL]),
    }
    print(json.dumps(result))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m dev.benchmarks.restore", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of all ways, interleaved (default: 5)")
    parser.add_argument("--megabytes", type=int, default=945, help="size of the dump, at most 945 (default)")
    parser.add_argument(
        "--many-tables", action="store_true", help="a dump of 1,500 tables of one row, by client and engine"
    )
    parser.add_argument("--dump", metavar="FILE", help="use this dump instead of a generated one")
    parser.add_argument(
        "--folder", default=".local/bench-restore", help="where dumps and the server are kept"
    )
    parser.add_argument("--before", metavar="REVISION", help="also the engine of this older commit")
    parser.add_argument("--no-sizes", action="store_true", help="leave out 100 MB and 3 GB")
    return parser.parse_args()


if __name__ == "__main__":
    # As at Ctrl-C, so that the servers end with the benchmark.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    main()
