"""The benchmark of several workers compares like with like and hides no wrong table."""

from __future__ import annotations

from dev.benchmarks.restore.measurement import Measurement
from dev.benchmarks.restore.workers import _result, way


def measured(workers: int, seconds: float, *, wrong: int = 0, peak: float = 90.0) -> Measurement:
    return Measurement(way(workers), seconds, 1.0, 2.0, peak, wrong)


def test_ratios_are_taken_within_a_round_and_the_worst_is_told() -> None:
    rounds = [
        *(measured(1, seconds) for seconds in (30.0, 90.0, 40.0)),
        *(measured(2, seconds) for seconds in (20.0, 60.0, 16.0)),
        *(measured(4, s, wrong=w, peak=p) for s, w, p in ((60.0, 0, 80.0), (90.0, 3, 97.2), (10.0, 0, 80.0))),
    ]
    result = _result(rounds, [way(1), way(2), way(4)], {})
    assert result["times_faster_than_one"] == {"2 workers": 1.5, "4 workers": 1.0}
    assert result["seconds"] == {"1 worker": 40.0, "2 workers": 20.0, "4 workers": 60.0}
    assert result["wrong_tables"] == 3
    assert result["peak_memory_mb"] == 97.2
