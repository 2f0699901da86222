"""The restore benchmark compares like with like: rounds as ratios, the child's own memory, real failures."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from dev.benchmarks.restore import __main__ as benchmark
from dev.benchmarks.restore import child
from dev.benchmarks.restore.child import run_child
from dev.benchmarks.restore.dumps import multiple_dump
from dev.benchmarks.restore.measurement import Measurement
from dev.benchmarks.restore.results import median, paired_ratio, table
from dev.benchmarks.restore.ways import BEFORE, CLIENT, LIMIT, LOCAL, S3
from include.dump.parse.inspection import inspect_dump
from include.dump.restore.memory import peak_memory_mb
from include.dump.source.local_file import LocalFileSource

# Holds its memory until it was seen, two minutes at most, and half a second more.
HOLD_60_MB = """
import pathlib, sys, time
x = b"1" * (60 << 20)
deadline = time.monotonic() + 120
while not pathlib.Path(sys.argv[1]).exists() and time.monotonic() < deadline:
    time.sleep(0.01)
time.sleep(0.5)
"""
DUMPS = Path(__file__).parents[2] / "fixtures" / "dumps"


def measured(way: str, seconds: float, *, wrong: int = 0) -> Measurement:
    return Measurement(way, seconds, 1.0, 2.0, 50.0, wrong)


ROUNDS = [
    *(measured(CLIENT, s) for s in (30.0, 90.0, 40.0)),
    *(measured(LOCAL, s) for s in (10.0, 30.0, 20.0)),
    *(measured(LIMIT, s) for s in (8.0, 24.0, 10.0)),
    *(measured(S3, s) for s in (12.0, 33.0, 22.0)),
]


def test_ratios_are_taken_within_a_round() -> None:
    """A slow round slows all ways: the ratio of medians would mix rounds."""
    assert paired_ratio(ROUNDS, CLIENT, LOCAL) == 3.0
    assert paired_ratio(ROUNDS, LOCAL, LIMIT) == 1.25
    assert median(ROUNDS, LOCAL) == 20.0


def test_a_round_without_its_partner_is_no_ratio() -> None:
    with pytest.raises(ValueError, match="shorter"):
        paired_ratio(ROUNDS[:3] + ROUNDS[3:5], CLIENT, LOCAL)


def test_the_last_line_is_json_with_the_worst_of_all_rounds(capsys: pytest.CaptureFixture[str]) -> None:
    found = [*ROUNDS[:-1], measured(S3, 22.0, wrong=2)]
    benchmark._print_result(found, 255.4, {"98 MB": {"seconds": 4.0, "peak_memory_mb": 75.2}})
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert result["times_faster_than_mysql"] == 3.0
    assert result["times_the_limit"] == 1.25
    assert result["wrong_tables"] == 2
    assert result["peak_memory_mb"] == 75.2
    assert result["rounds"] == 3
    assert "times_the_older_engine" not in result


def test_an_older_engine_is_compared_round_by_round(capsys: pytest.CaptureFixture[str]) -> None:
    older = [measured(BEFORE, m.seconds / 2) for m in ROUNDS if m.way == LOCAL]
    benchmark._print_result([*ROUNDS, *older], 255.4, {})
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert result["times_the_older_engine"] == 2.0
    assert BEFORE in result["seconds"]


def test_the_table_shows_every_way_and_the_spread() -> None:
    lines = table(ROUNDS, (CLIENT, LOCAL)).splitlines()
    assert len(lines) == 4
    assert "40.0 s | 30.0 to 90.0 s" in lines[2]


def test_memory_is_that_of_the_child_and_not_of_its_parent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = bytearray(300 * 1024 * 1024)
    for place in range(0, len(held), 4096):
        held[place] = 1
    seen = tmp_path / "seen"

    def looked(process: int) -> float:
        """Let the child go when its memory was seen: who looks now and then may be late on a busy machine."""
        found = peak_memory_mb(process)
        if found > 60:
            seen.touch()
        return found

    monkeypatch.setattr(child, "peak_memory_mb", looked)
    seconds, _, peak = run_child([sys.executable, "-c", HOLD_60_MB, str(seen)])
    assert 60 < peak < 200
    assert seconds >= 0.5


def test_a_way_that_fails_is_no_measurement() -> None:
    with pytest.raises(RuntimeError, match="out of order"):
        run_child([sys.executable, "-c", "raise SystemExit('out of order')"])


def test_the_larger_dump_is_a_good_dump_with_every_table_several_times(tmp_path: Path) -> None:
    source = DUMPS / "mysql_compact.sql"
    larger = multiple_dump(source, 3, tmp_path)
    once = inspect_dump(LocalFileSource(source), full=True)
    thrice = inspect_dump(LocalFileSource(larger), full=True)
    assert len(thrice.tables) == 3 * len(once.tables)
    assert sum(t.rows or 0 for t in thrice.tables) == 3 * sum(t.rows or 0 for t in once.tables)


def test_a_scan_speed_is_a_rate(tmp_path: Path) -> None:
    (tmp_path / "d.sql").write_bytes(b"CREATE TABLE `t` (`a` int);\nINSERT INTO `t` VALUES (1),(2);\n")
    assert benchmark.scan_speed(tmp_path / "d.sql") > 0
