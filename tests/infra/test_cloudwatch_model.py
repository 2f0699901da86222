"""The model of CloudWatch answers as the tables of its user guide, and sees faults of calendar thinking."""

from __future__ import annotations

import pytest

from tests.infra.cloudwatch_model import DAY, HOUR, Alarm, Point, State, evaluate, play

# "Configuring how CloudWatch alarms treat missing data": datapoints to alarm, the five points of the
# evaluation range (0 good, X breaching, - missing), then the state for missing, ignore, breaching and
# notBreaching. Three evaluation periods; "retain" is the state before.
GUIDE = """
3  0-X-X  OK                 OK      OK     OK
3  0----  OK                 OK      OK     OK
3  -----  INSUFFICIENT_DATA  retain  ALARM  OK
3  0XX-X  ALARM              ALARM   ALARM  ALARM
3  --X--  ALARM              retain  ALARM  OK
2  0-X-X  ALARM              ALARM   ALARM  ALARM
2  00X0X  ALARM              ALARM   ALARM  ALARM
2  0-X--  OK                 OK      ALARM  OK
2  ----0  OK                 OK      ALARM  OK
2  ---X-  ALARM              retain  ALARM  OK
"""
ROWS = [line.split() for line in GUIDE.strip().splitlines()]
TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")
VALUES: dict[str, Point] = {"0": 0.0, "X": 1.0, "-": None}


def alarm(**given: object) -> Alarm:
    facts = {
        "name": "x",
        "metric": "x",
        "dimensions": (),
        "statistic": "Maximum",
        "comparison": "GreaterThanThreshold",
        "threshold": 0.0,
        "period": 5,
        "evaluation_periods": 3,
        "datapoints_to_alarm": 3,
        "missing": "missing",
        "notifies": frozenset({State.ALARM}),
    }
    return Alarm(**{**facts, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]}-of-3:{row[1]}" for row in ROWS])
@pytest.mark.parametrize("treatment", TREATMENTS)
@pytest.mark.parametrize("before", [State.OK, State.ALARM])
def test_every_row_of_the_users_guide(row: list[str], treatment: str, before: State) -> None:
    expected = row[2 + TREATMENTS.index(treatment)]
    watched = alarm(datapoints_to_alarm=int(row[0]), missing=treatment)
    points = [VALUES[sign] for sign in row[1]]
    assert evaluate(watched, points, before) == (before if expected == "retain" else State(expected))


def test_a_multi_day_alarm_looks_at_full_hours_only() -> None:
    # The example of "Evaluating a multi-day alarm": what comes at 10:02 is seen by the evaluation of 11:00.
    watched = alarm(period=HOUR, evaluation_periods=72, datapoints_to_alarm=1)
    values: list[Point] = [0.0 if minute == 1 else None for minute in range(12 * HOUR)]
    values[10 * HOUR + 2] = 1.0
    assert play(watched, values, extra=0) == [(11 * HOUR, State.ALARM)]


def test_a_day_without_slack_rings_when_a_run_is_ten_minutes_later_than_yesterdays() -> None:
    """The former alarm over 24 hours."""
    watched = alarm(
        comparison="LessThanThreshold",
        threshold=1.0,
        statistic="Sum",
        period=HOUR,
        evaluation_periods=24,
        datapoints_to_alarm=24,
        missing="breaching",
    )
    values: list[Point] = [None] * (2 * DAY)
    values[7 * HOUR + 10] = values[DAY + 7 * HOUR + 20] = 1.0
    rung = [minute for minute, _ in play(watched, values, extra=0, enabled_from=12 * HOUR)]
    assert rung == [DAY + 7 * HOUR + 10]


def test_a_bad_value_of_a_daily_alarm_hangs_on_or_ends_by_itself() -> None:
    """One point a day, missing as breaching: the value of a morning leaves before the next one comes."""
    watched = alarm(
        period=DAY,
        evaluation_periods=1,
        datapoints_to_alarm=1,
        missing="breaching",
        threshold=900.0,
    )
    values: list[Point] = [None] * (2 * DAY)
    values[7 * HOUR + 10] = values[DAY + 7 * HOUR + 20] = 600.0
    assert play(watched, values, extra=0, enabled_from=12 * HOUR) == [(DAY + 7 * HOUR + 10, State.ALARM)]
