"""``python -m dev.benchmarks.day``: a second day at full size, by two versions, one after the other.

Each version runs day 0, which fills its warehouse, and then day 1, which is measured. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dev.benchmarks.day.checkout import ROOT, Checkout
from dev.benchmarks.day.process_watch import Usage
from dev.benchmarks.day.stages import RunTimes, last_run
from include.text_table import text_table

# The last commit whose tasks each started a dbt of their own (ADR 0036).
BEFORE = "9faa835^"
_KINDS = ("airflow", "dbt", "mysql", "stand-ins")


@dataclass(frozen=True, slots=True)
class Day:
    """A measured day.

    :param times: from Airflow's records.
    :param usage: of the stack's processes, from ``make run``'s start to its end.
    """

    times: RunTimes
    usage: Usage


def main() -> None:
    """Measure and print."""
    options = _options()
    arguments = f"--scale {options.scale} --compression none --seed {options.seed}"
    folder: Path = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    sample = ROOT / ".local" / "sample"
    days: dict[str, Day] = {}
    sides: dict[str, tuple[str, frozenset[int] | None]] = {}
    if not options.no_before:
        sides["before"] = (options.before, None)
    sides["after"] = (options.after, None)
    if options.one_cpu:
        sides["after, one CPU"] = (options.after, frozenset({min(os.sched_getaffinity(0))}))
    for name, (revision, cpus) in sides.items():
        checkout = Checkout(revision, folder / name.replace(", ", "-").replace(" ", "-"), arguments, cpus)
        checkout.prepare(sample)
        try:
            for day in (0, 1):
                _say(f"{name} ({revision}): day {day}")
                usage = checkout.run_day(day)
            days[name] = Day(last_run(checkout.database), usage)
        finally:
            checkout.stop()
        sample = checkout.sample
    print(_table(days))
    print(json.dumps(_summary(days)))


def _table(days: dict[str, Day]) -> str:
    columns = [_figures(day) for day in days.values()]
    return text_table(("", *days), [(name, *(column[name] for column in columns)) for name in columns[0]])


def _figures(day: Day) -> dict[str, str]:
    seconds = {
        **day.times.stages,
        "dump to SPICE": day.times.dump_to_spice,
        "whole run": day.times.run,
        **{f"CPU {kind}": day.usage.cpu.get(kind, 0.0) for kind in _KINDS},
    }
    return {
        **{name: f"{value:.1f} s" for name, value in seconds.items()},
        **{f"processes {kind}": str(day.usage.processes.get(kind, 0)) for kind in _KINDS},
        "peak memory": f"{day.usage.peak_mb:.0f} MiB",
    }


def _summary(days: dict[str, Day]) -> dict[str, Any]:
    after = days["after"]
    summary: dict[str, Any] = {
        "dump_to_spice_s": round(after.times.dump_to_spice, 1),
        "run_s": round(after.times.run, 1),
        "peak_mb": round(after.usage.peak_mb),
    }
    if before := days.get("before"):
        summary["times_faster"] = round(before.times.run / after.times.run, 2)
        summary["cpu_ratio"] = round(after.usage.worker_cpu / before.usage.worker_cpu, 2)
    if small := days.get("after, one CPU"):
        summary["one_cpu_run_s"] = round(small.times.run, 1)
        summary["one_cpu_times_longer"] = round(small.times.run / after.times.run, 2)
        summary["one_cpu_peak_mb"] = round(small.usage.peak_mb)
    return summary


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("--before", default=BEFORE, help=f"the older version (default: {BEFORE})")
    parser.add_argument("--after", default="HEAD", help="the newer version (default: HEAD)")
    parser.add_argument("--no-before", action="store_true", help="measure the newer version alone")
    parser.add_argument("--one-cpu", action="store_true", help="again, all but the database on one CPU")
    parser.add_argument("--scale", type=float, default=1.0, help="1.0 is production's 945 MB")
    parser.add_argument("--seed", type=int, default=20260210, help="of the synthetic world")
    parser.add_argument(
        "--folder",
        type=Path,
        default=ROOT / ".local" / "bench-day",
        help="where the versions are checked out",
    )
    return parser.parse_args()


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
