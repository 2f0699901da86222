"""``python -m dev.benchmarks.restore.workers``: one dump restored by 1, 2 and 4 worker processes."""

from __future__ import annotations

import argparse
import json
import secrets
import signal
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dev.benchmarks.restore.bench_server import BenchServer
from dev.benchmarks.restore.child import run_child
from dev.benchmarks.restore.dumps import full_dump
from dev.benchmarks.restore.measurement import Measurement
from dev.benchmarks.restore.moto_bucket import MotoBucket
from dev.benchmarks.restore.results import machine, median, paired_ratio, table
from dev.benchmarks.restore.shared_step import SharedRestore
from dev.benchmarks.restore.ways import SCHEMA, read_through
from include.dump.parse.inspection import inspect_dump
from include.dump.source.open_source import open_source

_STEP = "dev.benchmarks.restore.shared_step"


@dataclass(frozen=True, slots=True)
class _Step:
    """What a step of a restore took: wall and CPU seconds, peak MiB of its largest process, its result."""

    seconds: float
    cpu: float
    peak: float
    result: Any


class WorkersBenchmark:
    """Restores one dump by several worker processes, each a fresh Python as a task of Airflow is.

    :param bench: the server.
    :param source: path or address of the dump.
    :param dump: the same dump as a file.
    :param folder: for what the processes share.
    """

    def __init__(self, bench: BenchServer, source: str, dump: Path, folder: Path) -> None:
        self._bench, self._dump = bench, dump
        self._file = folder / "shared.json"
        report = inspect_dump(open_source(source))  # preflight's, which no restore waits for
        SharedRestore(source, bench.target.url(), SCHEMA, report, {}).write(self._file)
        self._expected: dict[str, tuple[str, int]] | None = None
        self.stages: dict[str, list[dict[str, float]]] = {}

    def measure(self, workers: int) -> Measurement:
        """Restore with so many workers from a clean server and compare with the first restore."""
        self._bench.settle(SCHEMA, "ops")
        read_through([self._dump])
        before = self._bench.cpu_seconds()
        steps = self._restore(workers)
        server_cpu = self._bench.cpu_seconds() - before
        stages = {name: round(step.seconds, 1) for name, step in steps.items()}
        self.stages.setdefault(way(workers), []).append(stages)
        found = self._bench.contents(SCHEMA)
        self._expected = self._expected or found
        wrong = sum(self._expected.get(n) != found.get(n) for n in self._expected.keys() | found.keys())
        return Measurement(
            way(workers),
            sum(step.seconds for step in steps.values()),
            sum(step.cpu for step in steps.values()),
            server_cpu,
            max(step.peak for step in steps.values()),
            wrong,
        )

    def _restore(self, workers: int) -> dict[str, _Step]:
        if workers == 1:
            return {"restore": self._step("rest")}
        plan = self._step("plan", str(workers))
        started = time.monotonic()
        with ThreadPoolExecutor(workers) as pool:
            parts = list(pool.map(lambda part: self._step("part", json.dumps(part)), plan.result))
        together = _Step(
            time.monotonic() - started, sum(p.cpu for p in parts), max(p.peak for p in parts), None
        )
        rest = self._step("rest")
        if rest.result["resumed_tables"] != rest.result["tables"]:
            raise RuntimeError(f"the parts left tables to the restore: {rest.result}")
        return {"plan": plan, "parts": together, "rest": rest}

    def _step(self, *arguments: str) -> _Step:
        step, *value = arguments
        output = self._file.with_name(f"result-{secrets.token_hex(4)}.json")
        command = [sys.executable, "-m", _STEP, "--out", str(output), step, str(self._file), *value]
        seconds, cpu, peak = run_child(command)
        result = json.loads(output.read_text(encoding="utf-8"))
        output.unlink()
        return _Step(seconds, cpu, peak, result)


def way(workers: int) -> str:
    """Return how a number of workers is called in the table."""
    return f"{workers} worker{'s' * (workers > 1)}"


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    options = _options()
    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    dump = full_dump(folder, megabytes=options.megabytes)
    print(f"{machine()}\n{dump.name}: {dump.stat().st_size / 1e6:,.0f} MB", flush=True)
    bench = BenchServer(folder)
    found: list[Measurement] = []
    with ExitStack() as running:
        running.enter_context(bench.server)
        source = str(dump)
        if options.s3:
            source = running.enter_context(MotoBucket()).put(dump)
        benchmark = WorkersBenchmark(bench, source, dump, folder)
        for number in range(options.rounds):
            for workers in options.workers:
                measured = benchmark.measure(workers)
                found.append(measured)
                print(
                    f"round {number + 1}/{options.rounds} {measured.way:10} {measured.seconds:6.1f} s "
                    f"{benchmark.stages[measured.way][-1]}  server CPU {measured.server_cpu:.1f} s  "
                    f"client CPU {measured.client_cpu:.1f} s  peak {measured.client_mb:.0f} MiB  "
                    f"wrong tables {measured.wrong_tables}",
                    flush=True,
                )
    ways = [way(workers) for workers in options.workers]
    print(f"\n{machine()}\n{table(found, ways)}\n")
    print(json.dumps(_result(found, ways, benchmark.stages)))


def _result(
    found: Sequence[Measurement], ways: Sequence[str], stages: dict[str, list[dict[str, float]]]
) -> dict[str, Any]:
    first = ways[0]
    return {
        "times_faster_than_one": {w: round(paired_ratio(found, first, w), 2) for w in ways[1:]},
        "seconds": {w: round(median(found, w), 1) for w in ways},
        "stages": stages,
        "peak_memory_mb": round(max(m.client_mb for m in found), 1),
        "wrong_tables": max(m.wrong_tables for m in found),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m dev.benchmarks.restore.workers", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="rounds, interleaved (default: 3)")
    parser.add_argument("--megabytes", type=int, default=945, help="size of the dump, at most 945 (default)")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4], help="default: 1 2 4")
    parser.add_argument("--s3", action="store_true", help="from the S3 stand-in instead of a file")
    parser.add_argument("--folder", default=".local/bench-restore", help="where dump and server are kept")
    return parser.parse_args()


if __name__ == "__main__":
    # As at Ctrl-C, so that the servers end with the benchmark.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    main()
