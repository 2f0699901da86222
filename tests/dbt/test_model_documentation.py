"""What the yml beside a model says is true, and its rules run with the task that builds the model."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dbt.model_warehouse import ModelWarehouse

pytestmark = pytest.mark.mysql


def _models(warehouse: ModelWarehouse) -> list[dict[str, Any]]:
    return [node for node in warehouse.manifest["nodes"].values() if node["resource_type"] == "model"]


def _tests(warehouse: ModelWarehouse) -> list[dict[str, Any]]:
    return [node for node in warehouse.manifest["nodes"].values() if node["resource_type"] == "test"]


def test_the_documented_columns_are_the_columns(built: ModelWarehouse) -> None:
    for model in _models(built):
        found = built.execute(
            "select column_name from information_schema.columns where table_schema = %s and table_name = %s",
            [model["schema"], model["name"]],
        )
        assert {name for (name,) in found} == set(model["columns"]), model["name"]


def test_every_model_states_its_grain_and_every_column_has_a_description(built: ModelWarehouse) -> None:
    for model in _models(built):
        assert model["meta"]["grain"].startswith("one row per"), model["name"]
        assert model["description"], model["name"]
        for name, column in model["columns"].items():
            assert column["description"], f"{model['name']}.{name}"


def test_every_model_proves_its_grain(built: ModelWarehouse) -> None:
    attached: dict[str, set[str]] = {}
    for test in _tests(built):
        if test.get("test_metadata"):
            attached.setdefault(test["attached_node"], set()).add(test["test_metadata"]["name"])
    for model in _models(built):
        assert {"has_primary_key", "unique_key"} & attached[model["unique_id"]], model["name"]


def _stated_severities(model: dict[str, Any]) -> set[str]:
    stated = [*model["meta"].get("rules", [])]
    for column in model["columns"].values():
        stated += column["meta"].get("rules", [])
    return {"error" if isinstance(rule, str) else rule.get("severity", "error") for rule in stated}


def test_the_rules_of_each_severity_have_a_test_of_that_severity(built: ModelWarehouse) -> None:
    """A rule of severity warn is not checked by the test that stops the run, and the other way round."""
    run: dict[str, set[str]] = {}
    for test in _tests(built):
        if (test.get("test_metadata") or {}).get("name") == "column_rules":
            run.setdefault(test["attached_node"], set()).add(test["config"]["severity"].lower())
    for model in _models(built):
        assert run.get(model["unique_id"], set()) == _stated_severities(model), model["name"]


def test_only_staging_models_read_sources(built: ModelWarehouse) -> None:
    for model in _models(built):
        reads_source = any(parent.startswith("source.") for parent in model["depends_on"]["nodes"])
        assert reads_source == model["path"].startswith("silver/staging/"), model["name"]


def test_failed_test_rows_hold_no_personal_data(built: ModelWarehouse) -> None:
    personal = {"name", "email", "tel", "phone", "account", "kana", "birth"}
    found = built.execute(
        "select table_name, column_name from information_schema.columns where table_schema = %s",
        [f"{built.prefix}test_results"],
    )
    allowed = {"column_name"}
    for table, column in found:
        assert column in allowed or not any(part in column for part in personal), f"{table}.{column}"


def test_every_test_runs_with_a_model_of_the_daily_pipeline(built: ModelWarehouse) -> None:
    """A task builds one model and runs the tests whose other parents come before it.

    A test of code lists alone runs where they are loaded (test_seeds.py).
    """
    parents = built.manifest["parent_map"]

    def ancestors(node: str) -> set[str]:
        found = set(parents.get(node, []))
        for parent in list(found):
            found |= ancestors(parent)
        return found

    before = {model["unique_id"]: ancestors(model["unique_id"]) for model in _models(built)}
    for test in _tests(built):
        everything = set(parents[test["unique_id"]])
        assert everything, f"{test['name']} depends on nothing, so no task would run it"
        needs = {parent for parent in everything if parent.startswith("model.")}
        if needs:
            assert any(everything <= before[model] | {model} for model in needs), test["name"]
