"""The exposures of dbt are the dashboards that exist: the same data sets, the gold tables they read."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from include.quicksight.data_sets import DATA_SET_IDS
from include.settings import PROJECT_DIR

ASSETS = PROJECT_DIR / "include" / "quicksight" / "assets"


def _exposures() -> list[dict[str, Any]]:
    path = PROJECT_DIR / "dbt" / "models" / "exposures.yml"
    exposures: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["exposures"]
    return exposures


def _identifier(data_set: str) -> str:
    return f"tokyobeta-{data_set.replace('_', '-')}"


def test_every_dashboard_is_an_exposure_with_its_data_sets() -> None:
    dashboards = {}
    for path in (ASSETS / "dashboards").glob("*.json"):
        text = path.read_text(encoding="utf-8")
        dashboards[json.loads(text)["Name"]] = set(re.findall(r":dataset/([\w-]+)", text))
    stated = {
        exposure["label"]: {_identifier(name) for name in exposure["meta"]["data_sets"]}
        for exposure in _exposures()
    }
    assert stated == dashboards


def test_an_exposure_depends_on_the_gold_tables_that_its_data_sets_read() -> None:
    for exposure in _exposures():
        read = set()
        for name in exposure["meta"]["data_sets"]:
            read |= set(
                re.findall(r"\bgold\.(\w+)", (ASSETS / "data_sets" / f"{name}.sql").read_text("utf-8"))
            )
        stated = {re.findall(r"'(\w+)'", entry)[0] for entry in exposure["depends_on"]}
        assert stated == read, exposure["name"]


def test_the_data_sets_that_the_dag_refreshes_are_those_of_the_exposures() -> None:
    stated = {_identifier(name) for exposure in _exposures() for name in exposure["meta"]["data_sets"]}
    assert stated == set(DATA_SET_IDS)
