"""The exposures of dbt are the dashboards that exist, with the models that their data sets show."""

from __future__ import annotations

import json
import re

import yaml

from include.quicksight.data_sets import DATA_SETS
from include.settings import PROJECT_DIR

ASSETS = PROJECT_DIR / "include" / "quicksight" / "assets"


def test_every_dashboard_is_an_exposure_with_the_models_that_it_shows() -> None:
    dashboards = {}
    for path in (ASSETS / "dashboards").glob("*.json"):
        text = path.read_text(encoding="utf-8")
        dashboards[json.loads(text)["Name"]] = {
            DATA_SETS[found] for found in re.findall(r":dataset/([\w-]+)", text)
        }
    path = PROJECT_DIR / "dbt" / "models" / "exposures.yml"
    stated = {
        exposure["label"]: {re.findall(r"'(\w+)'", entry)[0] for entry in exposure["depends_on"]}
        for exposure in yaml.safe_load(path.read_text(encoding="utf-8"))["exposures"]
    }
    assert stated == dashboards


def test_every_data_set_is_on_a_dashboard() -> None:
    shown = {
        found
        for path in (ASSETS / "dashboards").glob("*.json")
        for found in re.findall(r":dataset/([\w-]+)", path.read_text(encoding="utf-8"))
    }
    assert shown == set(DATA_SETS)
