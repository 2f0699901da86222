"""The cost page says what its own figures add up to."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from include.alerts.metrics import MetricName
from include.freshness.freshness import LIMITS
from include.quicksight.data_sets import DATA_SET_IDS
from tests.infra.terraform import INFRA, ROOT

COST = yaml.safe_load((INFRA / "cost.yml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "cost.md").read_text(encoding="utf-8")
TABLE = [line for line in PAGE.splitlines() if line.startswith("| ")]


def usd(text: str) -> float:
    return 0.0 if text == "-" else float(text.replace(",", "").strip("*"))


def row(item: dict[str, Any]) -> list[str]:
    found = [line for line in TABLE if line.startswith(f"| {item['name']} |")]
    assert len(found) == 1, f"{item['name']} is not on the page, or twice"
    return [cell.strip() for cell in found[0].strip("|").split("|")]


@pytest.mark.parametrize("item", COST["items"], ids=lambda item: str(item["name"]))
def test_each_item_is_price_times_quantity(item: dict[str, Any]) -> None:
    cells = row(item)
    assert cells[1] == f"{item['price']:g} per {item['unit']}"
    assert usd(cells[2]) == item["prod"]
    assert usd(cells[3]) == pytest.approx(item["price"] * item["prod"], abs=0.006)
    assert usd(cells[4]) == item["dev"]
    assert usd(cells[5]) == pytest.approx(item["price"] * item["dev"], abs=0.006)


def test_the_total_is_the_sum() -> None:
    total = row({"name": "**Total**"})
    for place, environment in ((3, "prod"), (5, "dev")):
        wanted = sum(item["price"] * item[environment] for item in COST["items"])
        assert usd(total[place]) == pytest.approx(wanted, abs=0.006)


@pytest.mark.parametrize("saving", COST["savings"], ids=lambda saving: str(saving["name"]))
def test_each_saving_is_on_the_page(saving: dict[str, Any]) -> None:
    lines = [line for line in TABLE if line.startswith(f"| {saving['name']}")]
    assert any(f"{saving['usd']:.2f}" in line and saving["gives_up"] in line for line in lines)


def test_the_lean_figure_is_the_total_less_the_savings() -> None:
    total = sum(item["price"] * item["prod"] for item in COST["items"])
    saved = {saving["name"]: saving["usd"] for saving in COST["savings"]}
    lean = total - saved["No interface endpoints"] - saved["mw1.micro instead of mw1.small"]
    lean -= saved["One Aurora instance"]
    (line,) = [line for line in TABLE if "lean" in line]
    assert f"| {lean:.0f} |" in line


def test_quantities_follow_the_terraform_defaults() -> None:
    aurora = (INFRA / "modules" / "aurora" / "variables.tf").read_text(encoding="utf-8")
    assert re.search(r'"instance_count".*?default     = 2\n', aurora, re.DOTALL)
    network = (INFRA / "modules" / "networking" / "variables.tf").read_text(encoding="utf-8")
    services = re.search(r'"interface_endpoints" \{.*?default = \[(.*?)\]', network, re.DOTALL)
    zones = re.search(r'"interface_endpoint_zones".*?default     = (\d)', network, re.DOTALL)
    assert services
    assert zones
    endpoints = len(re.findall(r'"[a-z.-]+"', services[1])) * int(zones[1])
    (item,) = [item for item in COST["items"] if item["name"].startswith("Interface endpoints")]
    assert item["prod"] == endpoints * COST["hours"]


def test_alarms_and_metrics_are_those_of_the_code() -> None:
    per_source = {MetricName.DAYS_OLD: LIMITS, MetricName.SPICE_ROWS: DATA_SET_IDS}
    metrics = sum(len(per_source.get(name, [name])) for name in MetricName)
    (item,) = [item for item in COST["items"] if item["name"] == "CloudWatch: metrics of the pipeline"]
    assert item["prod"] == metrics
    # Development has no data sets unless it is told to, and refreshes none.
    assert item["dev"] == metrics - len(DATA_SET_IDS)
    # How many alarms there are, each on one metric, is what the environments' own tests assert.
    (item,) = [item for item in COST["items"] if item["name"] == "CloudWatch: alarms"]
    for environment in ("prod", "dev"):
        tests = (INFRA / "envs" / environment / "tests" / f"{environment}.tftest.hcl").read_text(
            encoding="utf-8"
        )
        counted = re.search(r"length\(output\.alarm_names\) == (\d+)", tests)
        assert counted, f"{environment} does not count its alarms"
        assert item[environment] == int(counted[1])


def test_the_predecessor_stands_beside_it() -> None:
    for each in COST["predecessor"]:
        assert f"{each['usd'][0]} to {each['usd'][1]} | {each['source']}" in PAGE
