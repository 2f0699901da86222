"""Every alarm as planned, over sixty days: none rings without a cause, none is missing, each rings once.

An alarm that rings on good mornings is soon believed by nobody. The alarms are read from the plan of
production; CloudWatch is the model of ``cloudwatch_model.py``.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass

import pytest

from include.text_table import text_table
from tests.infra.alarm_scenario import ALARMS_ENABLED, ALARMS_MADE, DAYS, Incident, Scenario, sixty_days
from tests.infra.cloudwatch_model import Alarm, State, planned_alarms, play
from tests.infra.terraform import Terraform, copy_of_infra

pytestmark = pytest.mark.slow

# AWS does not say how many points it fetches beyond those it evaluates; its example has 2.
EXTRA_POINTS = (0, 2, 10)


@dataclass(frozen=True)
class Outcome:
    """What came of the notifications."""

    notifications: int
    false: list[tuple[str, int]]
    missed: list[Incident]
    repeated: list[Incident]

    def counts(self) -> list[str]:
        """Return how many notifications there were, and how many of each fault."""
        faults = (self.false, self.missed, self.repeated)
        return [str(self.notifications), *(str(len(fault)) for fault in faults)]


@pytest.fixture(scope="module")
def alarms(terraform: Terraform, tmp_path_factory: pytest.TempPathFactory) -> list[Alarm]:
    """Return the alarms of production's plan."""
    folder = copy_of_infra(tmp_path_factory.mktemp("alarms")) / "envs" / "prod"
    return planned_alarms(terraform.planned(folder))


def outcome(alarms: list[Alarm], scenario: Scenario, extra: int) -> Outcome:
    rung: list[tuple[str, int]] = []
    for alarm in alarms:
        values = scenario.series[alarm.metric, alarm.dimensions][ALARMS_MADE:]
        sent = play(alarm, values, extra=extra, enabled_from=ALARMS_ENABLED - ALARMS_MADE)
        rung += [(alarm.name, ALARMS_MADE + minute) for minute, state in sent if state != State.OK]
    heard = Counter(
        incident
        for incident in scenario.incidents
        for name, minute in rung
        if name == incident.alarm and incident.start <= minute <= incident.latest
    )
    false = [
        (name, minute)
        for name, minute in rung
        if not any(name == each.alarm and each.start <= minute <= each.latest for each in scenario.incidents)
    ]
    missed = [incident for incident in scenario.incidents if not heard[incident]]
    repeated = [incident for incident, times in heard.items() if times > 1]
    return Outcome(len(rung), false, missed, repeated)


def test_every_alarm_has_an_incident_in_the_scenario_and_data_to_see_it(alarms: list[Alarm]) -> None:
    scenario = sixty_days(extra=0)
    published = {key for key, values in scenario.series.items() if any(value is not None for value in values)}
    assert {alarm.name for alarm in alarms} == {incident.alarm for incident in scenario.incidents}
    assert {(alarm.metric, alarm.dimensions) for alarm in alarms} == published


def test_sixty_days_without_a_false_a_missing_or_a_second_alarm(
    alarms: list[Alarm], capsys: pytest.CaptureFixture[str]
) -> None:
    outcomes = {extra: outcome(alarms, sixty_days(extra), extra) for extra in EXTRA_POINTS}
    table = text_table(
        ("extra points", "days", "alarms", "incidents", "notifications", "false", "missed", "repeated"),
        [
            [str(extra), str(DAYS), str(len(alarms)), str(len(sixty_days(extra).incidents)), *each.counts()]
            for extra, each in outcomes.items()
        ],
    )
    with capsys.disabled():
        sys.stdout.write(f"\n{table}\n")
    for extra, each in outcomes.items():
        assert not each.false, f"{extra} extra points: {[(n, *divmod(m, 1440)) for n, m in each.false]}"
        assert not each.missed, f"{extra} extra points: {each.missed}"
        assert not each.repeated, f"{extra} extra points: {each.repeated}"


def test_the_scenario_notices_an_alarm_that_takes_silence_for_a_fault(alarms: list[Alarm]) -> None:
    """The faults of the alarms before these: missing as breaching, and a day-long window."""
    scenario = sixty_days(extra=2)
    (late,) = [alarm for alarm in alarms if alarm.name.endswith("-run-late")]
    facts = {name: getattr(late, name) for name in late.__dataclass_fields__}
    breaching = outcome([Alarm(**{**facts, "missing": "breaching"})], scenario, 2)
    assert len(breaching.false) > DAYS // 2
    day_long = Alarm(**{**facts, "missing": "notBreaching", "period": 1440})
    assert outcome([day_long], scenario, 2).missed
