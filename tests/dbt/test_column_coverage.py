"""Every column of silver and gold is described, and tested or excused by a stated reason."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dbt.model_warehouse import ModelWarehouse

pytestmark = pytest.mark.mysql

RULES = ("required", "accepted", "rule", "warn")


def _models(warehouse: ModelWarehouse) -> list[dict[str, Any]]:
    return [node for node in warehouse.manifest["nodes"].values() if node["resource_type"] == "model"]


def _tested_columns(warehouse: ModelWarehouse, model: dict[str, Any]) -> set[str]:
    tested = {
        name for name, column in model["columns"].items() if any(column["meta"].get(rule) for rule in RULES)
    }
    for node in warehouse.manifest["nodes"].values():
        if node["resource_type"] == "test" and node.get("attached_node") == model["unique_id"]:
            tested.add(node["column_name"] or "")
            tested.update(node["test_metadata"]["kwargs"].get("columns", []))
    return tested


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
            assert column["description"].endswith("."), f"{model['name']}.{name}"


def test_at_least_95_percent_of_the_columns_are_tested_or_say_why_not(built: ModelWarehouse) -> None:
    columns, covered, tested_by_rule = 0, 0, 0
    uncovered = []
    for model in _models(built):
        tested = _tested_columns(built, model)
        for name, column in model["columns"].items():
            columns += 1
            tested_by_rule += name in tested
            if name in tested or len(column["meta"].get("untested", "")) > 10:
                covered += 1
            else:
                uncovered.append(f"{model['name']}.{name}")
    assert covered >= 0.95 * columns, uncovered
    # A reason is for the exception: most columns carry a test.
    assert tested_by_rule >= 0.7 * columns, f"{tested_by_rule} of {columns}"


def test_every_model_runs_its_column_rules_and_proves_its_grain(built: ModelWarehouse) -> None:
    attached: dict[str, set[str]] = {}
    for node in built.manifest["nodes"].values():
        if node["resource_type"] == "test" and node.get("test_metadata"):
            attached.setdefault(node["attached_node"], set()).add(node["test_metadata"]["name"])
    for model in _models(built):
        assert "column_rules" in attached[model["unique_id"]], model["name"]
        assert {"has_primary_key", "unique_key"} & attached[model["unique_id"]], model["name"]


def _levels(model: dict[str, Any]) -> set[str]:
    """Return the levels of a model's rules: error for those that stop the run, warn for those that inform."""
    levels = {rule.get("level", "error") for rule in model["meta"].get("rules", [])}
    for column in model["columns"].values():
        levels |= {"warn" if kind == "warn" else "error" for kind in RULES if column["meta"].get(kind)}
    return levels


def test_every_rule_is_run_at_its_severity(built: ModelWarehouse) -> None:
    run: dict[str, dict[str, str]] = {}
    for node in built.manifest["nodes"].values():
        metadata = node.get("test_metadata") or {}
        if metadata.get("name") == "column_rules":
            level = metadata["kwargs"].get("level", "error")
            run.setdefault(node["attached_node"], {})[level] = node["config"]["severity"].lower()
    for model in _models(built):
        severities = run[model["unique_id"]]
        assert all(level == severity for level, severity in severities.items()), model["name"]
        # The test of what stops the run is there for every model; one that warns, only where a rule does.
        assert set(severities) == _levels(model) | {"error"}, model["name"]


def test_no_rule_repeats_what_cleaning_guarantees(built: ModelWarehouse) -> None:
    """Staging makes NULL of every date before 1900: such a rule could never fail."""
    for model in _models(built):
        rules = [
            column["meta"].get(kind) for column in model["columns"].values() for kind in ("rule", "warn")
        ]
        assert not [rule for rule in rules if "1900-" in str(rule)], model["name"]


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
    for node in built.manifest["nodes"].values():
        if node["resource_type"] != "test":
            continue
        everything = set(parents[node["unique_id"]])
        assert everything, f"{node['name']} depends on nothing, so no task would run it"
        needs = {parent for parent in everything if parent.startswith("model.")}
        if needs:
            assert any(everything <= before[model] | {model} for model in needs), node["name"]
