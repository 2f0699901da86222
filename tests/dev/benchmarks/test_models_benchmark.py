"""The models' benchmark compares like with like: the models of both versions, as ratios within a round."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from dev.benchmarks.models.comparison import BEFORE, NOW, Round, Rounds, Version, compared
from dev.benchmarks.models.dbt_run import DbtRun
from dev.benchmarks.models.model_server import ModelServer


def run(wall: float, cpu: float, **models: float) -> DbtRun:
    return DbtRun(wall_seconds=wall, server_cpu_seconds=cpu, model_seconds=models)


def a_round(slow: float) -> Round:
    """A round on a machine that is so many times slower: it slows both versions."""
    return Round(
        whole={
            NOW: run(20 * slow, 10 * slow, stays=2 * slow, days=3 * slow, added=4 * slow),
            BEFORE: run(10 * slow, 5 * slow, stays=2 * slow, days=2 * slow, gone=1 * slow),
        },
        shared={
            NOW: run(11 * slow, 6 * slow, stays=2 * slow, days=2.4 * slow),
            BEFORE: run(10 * slow, 5 * slow, stays=2 * slow, days=2 * slow),
        },
    )


def test_ratios_are_taken_within_a_round_and_over_the_models_of_both_versions() -> None:
    found = compared([a_round(1), a_round(7), a_round(2)])
    assert found["times_the_older_models"] == {
        "model_seconds": 1.1,
        "server_cpu_seconds": 1.2,
        "wall_seconds": 1.1,
    }
    assert found["models"] == {"in_both": 2, BEFORE: 3, NOW: 3}
    assert found["rounds"] == 3


def test_the_total_of_all_models_stands_apart() -> None:
    found = compared([a_round(1)])
    assert found["all_models"][NOW] == {
        "model_seconds": 9.0,
        "server_cpu_seconds": 10.0,
        "wall_seconds": 20.0,
    }
    assert found["models_in_both"][BEFORE]["model_seconds"] == 4.0


def test_a_model_that_is_slower_by_more_than_a_tenth_is_named() -> None:
    assert compared([a_round(1)])["slower_models"] == {"days": {BEFORE: 2.0, NOW: 2.4}}


class FakeServer:
    """A server that is always quiet."""

    def wait_until_quiet(self) -> None:
        """Wait for nothing."""


def test_who_comes_first_takes_turns_and_only_models_of_both_are_compared(
    tmp_path: Path,
) -> None:
    for name, models in ((NOW, ("stays", "added")), (BEFORE, ("stays", "gone"))):
        for model in models:
            path = tmp_path / name / "models" / "silver" / f"{model}.sql"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    asked: list[tuple[str, tuple[str, ...]]] = []

    class FakeVersion(Version):
        def dbt(self, *arguments: str) -> DbtRun:
            asked.append((self.project.name, arguments))
            return run(1, 1, stays=1)

    server = cast("ModelServer", FakeServer())
    versions = {name: FakeVersion(server, tmp_path / name, tmp_path) for name in (NOW, BEFORE)}
    rounds = Rounds(versions, lambda _: None)
    rounds.measure(1)
    rounds.measure(2)
    whole, shared = ("run",), ("run", "--select", "stays")
    assert asked == [
        *((NOW, whole), (BEFORE, whole), (NOW, shared), (BEFORE, shared)),
        *((BEFORE, whole), (NOW, whole), (BEFORE, shared), (NOW, shared)),
    ]
