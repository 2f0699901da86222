from __future__ import annotations

from include.enrichment.pace import Pace


def test_calls_are_no_faster_than_the_rate() -> None:
    now = [100.0]
    pace = Pace(4.0, clock=lambda: now[0], sleep=lambda seconds: now.__setitem__(0, now[0] + seconds))
    moments = []
    for _ in range(5):
        pace.wait()
        moments.append(now[0] - 100.0)
    assert moments == [0.0, 0.25, 0.5, 0.75, 1.0]


def test_time_spent_in_the_call_counts_and_is_not_saved_up() -> None:
    now = [0.0]
    pauses: list[float] = []
    pace = Pace(2.0, clock=lambda: now[0], sleep=pauses.append)
    pace.wait()
    now[0] += 60.0
    pace.wait()
    assert pauses == []
    pace.wait()
    assert pauses == [0.5]
