"""The code lists: their tests run when they are loaded, and a list that is wrong stops the run."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.dbt.conftest import AS_OF
from tests.dbt.model_warehouse import DbtResult, ModelWarehouse

pytestmark = [pytest.mark.mysql, pytest.mark.slow]


def _build(warehouse: ModelWarehouse, **variables: Any) -> DbtResult:
    """Do what the task seed_code_lists does."""
    return warehouse.dbt(
        *("build", "--select", "resource_type:seed"), check=False, as_of_date=AS_OF.isoformat(), **variables
    )


def _statuses(warehouse: ModelWarehouse) -> dict[str, str]:
    results = json.loads((warehouse.work / "target" / "run_results.json").read_text(encoding="utf-8"))
    return {result["unique_id"]: result["status"] for result in results["results"]}


def _tests_of_seeds(warehouse: ModelWarehouse) -> set[str]:
    """Return the tests that need no model."""
    return {
        node["unique_id"]
        for node in warehouse.manifest["nodes"].values()
        if node["resource_type"] == "test"
        and all(parent.startswith("seed.") for parent in node["depends_on"]["nodes"])
    }


def test_loading_the_lists_runs_every_test_of_a_list_and_builds_no_model(built: ModelWarehouse) -> None:
    done = _build(built)
    assert done.success, done.output
    statuses = _statuses(built)
    tests = _tests_of_seeds(built)
    lists = {name for name in built.manifest["nodes"] if name.startswith("seed.")}
    assert len(lists) == 10
    assert set(statuses) == tests | lists
    assert {statuses[test] for test in tests} == {"pass"}
    for code_list in lists:
        name = code_list.rsplit(".", 1)[1]
        assert any(f"column_rules_{name}_" in test for test in tests), name


def test_corporate_codes_that_disagree_with_their_list_stop_the_load(built: ModelWarehouse) -> None:
    """Once 2 and 3 were corporate in one place, and 2, 3 and 4 in another."""
    done = _build(built, corporate_contract_types=[2, 3, 4])
    assert not done.success
    failed = {test for test, status in _statuses(built).items() if status == "fail"}
    assert failed == {"test.tokyobeta.corporate_codes_agree_with_their_list"}


@pytest.mark.parametrize(
    ("fault", "test"),
    [
        ("delete from {seeds}.code_tenant_status where code = 12", "row_count_is_code_tenant_status"),
        (
            "update {seeds}.code_tenant_status set is_active_lease = 1 where code = 14",
            "column_rules_code_tenant_status",
        ),
        (
            "update {seeds}.code_tenant_status set room_priority = null where code = 9",
            "column_rules_code_tenant_status",
        ),
        (
            "update {seeds}.code_tenant_status set room_priority = 2 where code = 9",
            "unique_code_tenant_status",
        ),
        (
            "update {seeds}.code_contract_type set tenant_type = null where code = 0",
            "column_rules_code_contract_type",
        ),
        ("update {seeds}.code_room_status set is_physical_room = 1", "column_rules_code_room_status"),
        (
            "insert into {seeds}.asset_geocoding values ('X', 34.5, 139.7, 'typing slip')",
            "column_rules_asset_geocoding",
        ),
    ],
)
def test_a_fault_in_a_list_fails_the_test_that_guards_it(
    built: ModelWarehouse, fault: str, test: str
) -> None:
    built.execute(fault.replace("{seeds}", f"{built.prefix}seeds"))
    try:
        built.dbt("test", "--select", f"{test}*", check=False, as_of_date=AS_OF.isoformat())
        assert set(_statuses(built).values()) == {"fail"}
    finally:
        assert _build(built).success
