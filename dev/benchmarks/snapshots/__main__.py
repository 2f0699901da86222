"""``python -m dev.benchmarks.snapshots``: loading a new day, and all days, with and without LOAD DATA.

The table is filled file by file through the loader. At each size new days are loaded with LOAD DATA and
with ``executemany``, in turn; the medians count. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from dev.benchmarks.snapshots.snapshot_warehouse import Load, SnapshotWarehouse, snapshot_warehouse
from include.text_table import text_table


def main() -> None:
    """Measure and print."""
    options = _options()
    with (
        tempfile.TemporaryDirectory(prefix="bench-snapshots-", dir=options.folder) as folder,
        snapshot_warehouse(Path(folder)) as warehouse,
    ):
        results = _measured(warehouse, options)
    print(_table(results))
    print(json.dumps(results))


def _measured(warehouse: SnapshotWarehouse, options: argparse.Namespace) -> dict[str, Any]:
    backfill: list[Load] = []
    sizes: list[dict[str, Any]] = []
    number = 0
    for at in options.at:
        loaded = sum(load.rows for load in backfill) // options.rows
        for _ in range(round(options.files * at) - loaded):
            warehouse.put(number, options.rows)
            number += 1
        backfill.append(warehouse.load())
        _say(f"{number} files loaded, {backfill[-1].rows:,} rows in {backfill[-1].seconds:.1f} s")
        new_days = 2 * options.rounds
        total = sum(load.rows for load in backfill) + len(sizes) * new_days * options.new_rows
        sizes.append(_new_days(warehouse, number, options, total))
        number += new_days
    for _ in range(options.slow_files):
        warehouse.put(number, options.rows)
        number += 1
    slow = warehouse.load(local_infile=False)
    fast_rate = sum(load.rows for load in backfill) / sum(load.seconds for load in backfill)
    return {
        "sizes": sizes,
        "backfill_rows": sum(load.rows for load in backfill),
        "backfill_s": round(sum(load.seconds for load in backfill), 1),
        "backfill_times_faster": round(fast_rate / (slow.rows / slow.seconds), 2),
        "executemany_files": options.slow_files,
        "new_day_s": max(size["load_data_s"] for size in sizes),
        "times_faster": min(size["times_faster"] for size in sizes),
        "find_new_ms": max(size["find_new_ms"] for size in sizes),
        "peak_mb": round(max(load.peak_mb for load in backfill), 1),
    }


def _new_days(
    warehouse: SnapshotWarehouse, number: int, options: argparse.Namespace, total: int
) -> dict[str, Any]:
    fast, slow = [], []
    for day in range(number, number + 2 * options.rounds, 2):
        warehouse.put(day, options.new_rows)
        fast.append(warehouse.load().seconds)
        warehouse.put(day + 1, options.new_rows)
        slow.append(warehouse.load(local_infile=False).seconds)
    return {
        "rows_in_table": total,
        "load_data_s": round(median(fast), 3),
        "executemany_s": round(median(slow), 3),
        # Of neighbours, so that a slow minute of the machine slows both.
        "times_faster": round(median(two / one for one, two in zip(fast, slow, strict=True)), 2),
        "find_new_ms": round(warehouse.seconds_to_find_new() * 1000, 1),
    }


def _table(results: dict[str, Any]) -> str:
    rows = [
        (
            f"{size['rows_in_table']:,}",
            f"{size['load_data_s']:.2f} s",
            f"{size['executemany_s']:.2f} s",
            f"{size['times_faster']:.1f}",
            f"{size['find_new_ms']:.0f} ms",
        )
        for size in results["sizes"]
    ]
    return text_table(("rows in the table", "new day", "executemany", "times faster", "finding new"), rows)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("--files", type=int, default=261, help="days of the whole history")
    parser.add_argument("--rows", type=int, default=39_500, help="tenants of a day of the history")
    parser.add_argument("--new-rows", type=int, default=45_000, help="tenants of a new day")
    parser.add_argument("--rounds", type=int, default=5, help="new days of each way at each size")
    parser.add_argument(
        "--at", type=float, nargs="+", default=[0.1, 0.5, 1.0], help="shares of the history to measure at"
    )
    parser.add_argument(
        "--slow-files", type=int, default=26, help="files of the history that executemany loads, as its rate"
    )
    parser.add_argument("--folder", type=Path, default=None, help="where the server's data goes")
    return parser.parse_args()


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
