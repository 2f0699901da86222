"""The alarms watch the metrics that the pipeline publishes, on the dimensions that it gives them."""

from __future__ import annotations

import re

from include.alerts.metrics import NAMESPACE, MetricName
from include.freshness.freshness import LIMITS
from tests.infra.terraform import INFRA, ROOT

ALARMS = (INFRA / "modules" / "monitoring" / "alarms.tf").read_text(encoding="utf-8")
MAIN = (INFRA / "modules" / "monitoring" / "main.tf").read_text(encoding="utf-8")
PIPELINE_ALARMS = ALARMS.split("level_alarms", maxsplit=1)[0]
# Those of AWS's own namespaces are not ours to publish.
ALARMED = set(re.findall(r'metric\s+= "(\w+)"', PIPELINE_ALARMS)) - {"SchedulerHeartbeat"}
DASHBOARD = (INFRA / "modules" / "monitoring" / "dashboard.tf").read_text(encoding="utf-8")


def test_every_metric_has_an_alarm_and_a_place_on_the_dashboard() -> None:
    for metric in MetricName:
        assert metric.value in ALARMED, f"nobody is told about {metric.value}"
        assert f'"{metric.value}"' in DASHBOARD, f"nobody sees {metric.value}"


def test_no_alarm_waits_for_a_metric_that_nobody_publishes() -> None:
    assert {metric.value for metric in MetricName} == ALARMED


def test_namespace_is_the_published_one() -> None:
    assert re.search(rf'namespace\s+= "{NAMESPACE}"', MAIN)


def test_dimensions_are_the_published_ones() -> None:
    source = [path for place in ("include", "plugins", "dags") for path in (ROOT / place).rglob("*.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in source)
    published = set(re.findall(r'dimensions=\{"(\w+)": ', text))
    watched = set(re.findall(r"dimensions\s+= \{ (\w+) = ", PIPELINE_ALARMS))
    assert published <= watched, "a metric on other dimensions than its alarm is never seen by it"


def watched_tables() -> dict[str, float]:
    text = (INFRA / "modules" / "monitoring" / "variables.tf").read_text(encoding="utf-8")
    block = re.search(r'variable "watched_tables" \{.*?default = \{\n(.*?)\n  \}', text, re.DOTALL)
    assert block
    return {name: float(days) for name, days in re.findall(r'"([^"]+)"\s+= ([\d.]+)', block[1])}


def test_every_source_with_a_freshness_limit_has_an_alarm_at_that_limit() -> None:
    assert watched_tables() == dict(LIMITS)
