"""How CloudWatch evaluates a metric alarm, as its user guide documents it.

Sources, both of the CloudWatch user guide: "Alarm evaluation" (every minute, over windows that slide; once an
hour up to the full hour when the windows together exceed a day) and "Configuring how CloudWatch alarms treat
missing data" (more points are fetched than are evaluated; the tables there are the tests of this model).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

HOUR = 60
DAY = 24 * HOUR
Point = float | None


class State(StrEnum):
    """The three states of a metric alarm."""

    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An alarm as Terraform plans it; ``period`` in minutes."""

    name: str
    metric: str
    dimensions: tuple[tuple[str, str], ...]
    statistic: str
    comparison: str
    threshold: float
    period: int
    evaluation_periods: int
    datapoints_to_alarm: int
    missing: str
    notifies: frozenset[State]

    @classmethod
    def of_plan(cls, planned: dict[str, Any]) -> Alarm:
        """Return the alarm of a planned ``aws_cloudwatch_metric_alarm``.

        :raises AssertionError: if it uses what this model does not know, such as metric math.
        """
        assert not planned["metric_query"], f"{planned['alarm_name']}: the model knows no metric math"
        assert planned["period"] % 60 == 0
        actions = {
            State.ALARM: "alarm_actions",
            State.OK: "ok_actions",
            State.INSUFFICIENT_DATA: "insufficient_data_actions",
        }
        return cls(
            name=planned["alarm_name"],
            metric=planned["metric_name"],
            dimensions=tuple(sorted(planned["dimensions"].items())),
            statistic=planned["statistic"],
            comparison=planned["comparison_operator"],
            threshold=float(planned["threshold"]),
            period=planned["period"] // 60,
            evaluation_periods=planned["evaluation_periods"],
            datapoints_to_alarm=planned["datapoints_to_alarm"],
            missing=planned["treat_missing_data"],
            notifies=frozenset(state for state, field in actions.items() if planned.get(field)),
        )

    def breaches(self, value: float) -> bool:
        """Whether a point is on the wrong side of the threshold."""
        match self.comparison:
            case "GreaterThanThreshold":
                return value > self.threshold
            case "LessThanThreshold":
                return value < self.threshold
        raise NotImplementedError(self.comparison)

    @property
    def every(self) -> int:
        """Minutes between two evaluations."""
        return HOUR if self.period * self.evaluation_periods > DAY else 1


def windows(values: Sequence[Point], statistic: str, period: int) -> list[Point]:
    """Return, for each minute, the statistic of the ``period`` minutes that end with it.

    :param values: one value a minute, or None where nothing was published.
    """
    result: list[Point] = []
    recent: list[tuple[int, float]] = []
    for minute, value in enumerate(values):
        if value is not None:
            recent.append((minute, value))
        while recent and recent[0][0] <= minute - period:
            recent.pop(0)
        result.append(_statistic([number for _, number in recent], statistic) if recent else None)
    return result


def _statistic(numbers: list[float], statistic: str) -> float:
    match statistic:
        case "Maximum":
            return max(numbers)
        case "Minimum":
            return min(numbers)
        case "Sum":
            return sum(numbers)
        case "Average":
            return sum(numbers) / len(numbers)
    raise NotImplementedError(statistic)


def evaluate(alarm: Alarm, points: Sequence[Point], current: State) -> State:
    """Return the state after one evaluation.

    :param points: the points of the evaluation range, oldest first; more than are evaluated.
    :param current: the state before.
    """
    needed, to_alarm = alarm.evaluation_periods, alarm.datapoints_to_alarm
    real = [point for point in points if point is not None][-needed:]
    bad = sum(alarm.breaches(point) for point in real)
    filled = needed - len(real)
    if filled == 0:
        return State.ALARM if bad >= to_alarm else State.OK
    match alarm.missing:
        case "breaching":
            return State.ALARM if bad + filled >= to_alarm else State.OK
        case "notBreaching":
            return State.ALARM if bad >= to_alarm else State.OK
    if bad >= to_alarm:
        return State.ALARM
    if not real:
        return current if alarm.missing == "ignore" else State.INSUFFICIENT_DATA
    if alarm.missing == "missing" and _premature(alarm, points):
        return State.ALARM
    return current if alarm.missing == "ignore" and bad == len(real) else State.OK


def _premature(alarm: Alarm, points: Sequence[Point]) -> bool:
    """Whether the documented rule of premature alarm states applies.

    The oldest breaching point is at least as old as ``datapoints_to_alarm``, and all other points are
    breaching or missing. (The guide says "more recent" points; the row ``0 - X - -`` of its table shows that
    an older good one counts too.)
    """
    ages = [len(points) - place for place, point in enumerate(points) if point is not None]
    all_breach = all(point is None or alarm.breaches(point) for point in points)
    return all_breach and ages[0] >= alarm.datapoints_to_alarm


def play(
    alarm: Alarm, values: Sequence[Point], *, extra: int, enabled_from: int = 0
) -> list[tuple[int, State]]:
    """Return the notifications of an alarm over a time, as minute and state.

    :param values: what was published, one place a minute.
    :param extra: how many points are fetched beyond those that are evaluated, which AWS does not document.
    :param enabled_from: the minute from which its actions are enabled.
    """
    computed = windows(values, alarm.statistic, alarm.period)
    ages = [place * alarm.period for place in range(alarm.evaluation_periods + extra)][::-1]
    state = State.INSUFFICIENT_DATA
    sent: list[tuple[int, State]] = []
    for minute in range(0, len(values), alarm.every):
        before = state
        points = [computed[minute - age] if minute >= age else None for age in ages]
        state = evaluate(alarm, points, before)
        if state != before and state in alarm.notifies and minute >= enabled_from:
            sent.append((minute, state))
    return sent


def planned_alarms(changes: Iterable[dict[str, Any]]) -> list[Alarm]:
    """Return the metric alarms of a plan's ``resource_changes``."""
    return [
        Alarm.of_plan(change["change"]["after"])
        for change in changes
        if change["type"] == "aws_cloudwatch_metric_alarm"
    ]
