"""``python -m dev.benchmarks.models``: the daily build at 60, 130 and 261 days of snapshots.

For each number of days: a full build, then the day twice; the second is reported, with tables in memory.
The last line is JSON. The plans of the slowest models' queries are printed before it.

With ``--before REVISION`` the models of an older commit are built beside them, on a second server with the
same data, the day in alternating rounds: the models that both versions have, and all of them apart.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from dev.benchmarks.day.checkout import check_out
from dev.benchmarks.models.comparison import BEFORE, NOW, Rounds, Version, compared
from dev.benchmarks.models.dbt_run import DbtRun
from dev.benchmarks.models.model_server import ModelServer
from include.settings import PROJECT_DIR, get_settings

OLDER = PROJECT_DIR / ".local" / "bench-models" / "older"
HISTORY = ("tenant_status_history", "room_occupancy_daily", "occupancy_daily", "occupancy_property_daily")


def main() -> None:
    """Measure and print."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-models-", dir=options.folder) as folder:
        measure = _beside_older if options.before else _this_version
        print(json.dumps(measure(options, Path(folder))))


def _this_version(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    server = ModelServer(folder, options.core, _say)
    target = folder / "target"
    server.start()
    try:
        DbtRun.of(server, target, "seed")
        results = [_at(server, target, days) for days in options.days]
        _print_plans(server, target, results[-1]["daily"]["model_seconds"], options.plans)
    finally:
        server.server.destroy()
    return {"core": options.core, "as_of": server.as_of.isoformat(), "runs": results}


def _beside_older(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    check_out(options.before, OLDER)
    projects = {NOW: get_settings().dbt_project_dir, BEFORE: OLDER / "dbt"}
    versions = {
        name: Version(ModelServer(folder / name, options.core, _say), project, folder / name / "target")
        for name, project in projects.items()
    }
    results = []
    try:
        for version in versions.values():
            version.server.start()
            version.dbt("seed")
        for days in options.days:
            (rows,) = {version.server.load_snapshots(days) for version in versions.values()}
            _say(f"{days} days, {rows:,} snapshot rows on each server")
            rounds = Rounds(versions, _say)
            rounds.build()
            found = [rounds.measure(number + 1) for number in range(options.rounds)]
            results.append({"days": days, "snapshot_rows": rows, **compared(found)})
    finally:
        for version in versions.values():
            version.server.server.destroy()
    as_of = versions[NOW].server.as_of.isoformat()
    return {"core": options.core, "as_of": as_of, "before": options.before, "runs": results}


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
    parser.add_argument("--before", metavar="REVISION", help="also the models of this older commit, in turn")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of both versions with --before")
    parser.add_argument("--folder", type=Path, default=None, help="where the server's data goes")
    return parser.parse_args()


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
