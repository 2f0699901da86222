"""The daily build of this version beside that of an older one: the same data, round by round."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dev.benchmarks.models.dbt_run import DbtRun
from dev.benchmarks.models.model_server import ModelServer

NOW, BEFORE = "now", "before"
#: A model is named if it takes more than a tenth longer, and by more than dbt's own time for a model varies.
_SLOWER, _SECONDS = 1.1, 0.2
_MEASURES: Final[Mapping[str, Callable[[DbtRun], float]]] = {
    "model_seconds": lambda run: sum(run.model_seconds.values()),
    "server_cpu_seconds": lambda run: run.server_cpu_seconds,
    "wall_seconds": lambda run: run.wall_seconds,
}


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the models on a server of its own.

    :param server: has the same data as that of the other version.
    :param project: its dbt project.
    :param target: dbt's target folder.
    """

    server: ModelServer
    project: Path
    target: Path

    def dbt(self, *arguments: str) -> DbtRun:
        """Run a dbt command of this version."""
        return DbtRun.of(self.server, self.target, *arguments, project=self.project)

    def models(self) -> set[str]:
        """Return the names of its models."""
        return {path.stem for path in (self.project / "models").rglob("*.sql")}


@dataclass(frozen=True, slots=True)
class Round:
    """What a day cost both versions, one after the other.

    :param whole: all models of each version, by :data:`NOW` and :data:`BEFORE`.
    :param shared: only the models that both versions have.
    """

    whole: Mapping[str, DbtRun]
    shared: Mapping[str, DbtRun]


class Rounds:
    """Measures both versions in turn.

    :param versions: by :data:`NOW` and :data:`BEFORE`; their data is loaded.
    :param announce: called with a sentence about each measurement.
    """

    def __init__(self, versions: Mapping[str, Version], announce: Callable[[str], None]) -> None:
        self._versions, self._announce = versions, announce
        self.in_both = sorted(versions[NOW].models() & versions[BEFORE].models())

    def build(self) -> None:
        """Build everything once, and the day once: the rounds find tables in memory."""
        for name, version in self._versions.items():
            self._announce(f"{name}: full build")
            version.dbt("run", "--full-refresh")
            version.dbt("run")

    def measure(self, number: int) -> Round:
        """Run the day of each version, whole and with the models of both; who comes first takes turns."""
        order = (NOW, BEFORE) if number % 2 else (BEFORE, NOW)
        whole, shared = {}, {}
        for name in order:
            self._versions[name].server.wait_until_quiet()
            whole[name] = self._versions[name].dbt("run")
        for name in order:
            self._versions[name].server.wait_until_quiet()
            shared[name] = self._versions[name].dbt("run", "--select", *self.in_both)
        for name in (NOW, BEFORE):
            self._announce(
                f"round {number} {name:6}: {len(shared[name].model_seconds)} models of both "
                f"{_text(shared[name])}; all {len(whole[name].model_seconds)} {_text(whole[name])}"
            )
        return Round(whole, shared)


def compared(rounds: Sequence[Round]) -> dict[str, Any]:
    """Return what the rounds say: ratios within a round, medians over the rounds.

    :param rounds: at least one.
    """
    names = sorted(rounds[0].shared[NOW].model_seconds.keys() & rounds[0].shared[BEFORE].model_seconds.keys())
    by_model = {
        name: {
            version: round(statistics.median(each.shared[version].model_seconds[name] for each in rounds), 2)
            for version in (BEFORE, NOW)
        }
        for name in names
    }
    return {
        "rounds": len(rounds),
        "models": {
            "in_both": len(names),
            **{version: len(rounds[0].whole[version].model_seconds) for version in (BEFORE, NOW)},
        },
        "times_the_older_models": {
            measure: _ratio([each.shared for each in rounds], measure) for measure in _MEASURES
        },
        "models_in_both": _medians([each.shared for each in rounds]),
        "all_models": _medians([each.whole for each in rounds]),
        "slower_models": {
            name: seconds
            for name, seconds in by_model.items()
            if seconds[NOW] > seconds[BEFORE] * _SLOWER and seconds[NOW] > seconds[BEFORE] + _SECONDS
        },
    }


def _ratio(pairs: Sequence[Mapping[str, DbtRun]], measure: str) -> float:
    value = _MEASURES[measure]
    return round(statistics.median(value(pair[NOW]) / value(pair[BEFORE]) for pair in pairs), 3)


def _medians(pairs: Sequence[Mapping[str, DbtRun]]) -> dict[str, dict[str, float]]:
    return {
        version: {
            measure: round(statistics.median(value(pair[version]) for pair in pairs), 1)
            for measure, value in _MEASURES.items()
        }
        for version in (BEFORE, NOW)
    }


def _text(run: DbtRun) -> str:
    return f"{run.wall_seconds} s (server CPU {run.server_cpu_seconds} s)"
