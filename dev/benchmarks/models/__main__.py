"""``python -m dev.benchmarks.models``: the daily build at 60, 130 and 261 days of snapshots.

For each number of days: a full build, then the day twice; the second is reported, with tables in memory.
The last line is JSON. The plans of the slowest models' queries are printed before it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from dev.benchmarks.models.dbt_run import DbtRun
from dev.benchmarks.models.model_server import ModelServer

HISTORY = ("tenant_status_history", "room_occupancy_daily", "occupancy_daily", "occupancy_property_daily")


def main() -> None:
    """Measure and print."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-models-", dir=options.folder) as folder:
        server = ModelServer(Path(folder), options.core, _say)
        target = Path(folder) / "target"
        server.start()
        try:
            DbtRun.of(server, target, "seed")
            results = [_at(server, target, days) for days in options.days]
            _print_plans(server, target, results[-1]["daily"]["model_seconds"], options.plans)
        finally:
            server.server.destroy()
    print(json.dumps({"core": options.core, "as_of": server.as_of.isoformat(), "runs": results}))


def _at(server: ModelServer, target: Path, days: int) -> dict[str, Any]:
    rows = server.load_snapshots(days)
    _say(f"{days} days, {rows:,} snapshot rows: full build")
    full = DbtRun.of(server, target, "run", "--full-refresh")
    DbtRun.of(server, target, "run")
    server.wait_until_quiet()
    daily = DbtRun.of(server, target, "run")
    history = {name: daily.model_seconds[name] for name in HISTORY}
    _say(
        f"{days} days: full {full.wall_seconds} s (server CPU {full.server_cpu_seconds} s), "
        f"daily {daily.wall_seconds} s (server CPU {daily.server_cpu_seconds} s), {history}"
    )
    return {
        "days": days,
        "snapshot_rows": rows,
        "full": {"wall_seconds": full.wall_seconds, "server_cpu_seconds": full.server_cpu_seconds},
        "daily": {
            "wall_seconds": daily.wall_seconds,
            "server_cpu_seconds": daily.server_cpu_seconds,
            "model_seconds": daily.model_seconds,
        },
    }


def _print_plans(server: ModelServer, target: Path, seconds: dict[str, float], count: int) -> None:
    DbtRun.of(server, target, "compile")
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    for name in sorted(seconds, key=lambda model: seconds[model], reverse=True)[:count]:
        sql = manifest["nodes"][f"model.tokyobeta.{name}"]["compiled_code"]
        _say(f"\n{name}: {seconds[name]} s\n{server.explain(sql)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("--core", type=float, default=1.0, help="share of production's core tables, up to 1")
    parser.add_argument("--days", type=int, nargs="+", default=[60, 130, 261], help="days of snapshots")
    parser.add_argument("--plans", type=int, default=5, help="how many plans of slow queries to print")
    parser.add_argument("--folder", type=Path, default=None, help="where the server's data goes")
    return parser.parse_args()


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
