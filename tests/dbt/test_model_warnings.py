"""Tests that warn do not stop the run, so the run must tell what they found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from include.ledger.model_warnings import model_warnings, warning_tests
from tests.dbt.conftest import AS_OF
from tests.dbt.model_warehouse import ModelWarehouse

pytestmark = [pytest.mark.mysql, pytest.mark.slow]
RULES = "moveouts_warnings"
DRIFT = "code_shares_moved_a_little"


def _warnings(warehouse: ModelWarehouse) -> list[str]:
    return model_warnings(warehouse.target, warehouse.work / "target" / "manifest.json")


@contextmanager
def _fault(warehouse: ModelWarehouse, table: str, *statements: str) -> Iterator[list[str]]:
    """Run the tests that warn with a changed table, give what they found, then put the table back."""
    relation = f"{warehouse.prefix}{table}"
    warehouse.execute(f"create table {relation}_kept as select * from {relation}")
    try:
        for statement in statements:
            warehouse.execute(statement.replace("{table}", relation))
        # A test that warns does not make dbt fail: nobody would look at its output.
        warehouse.dbt("test", "--select", "config.severity:warn", as_of_date=AS_OF.isoformat())
        yield _warnings(warehouse)
    finally:
        warehouse.execute(f"delete from {relation}")
        warehouse.execute(f"insert into {relation} select * from {relation}_kept")
        warehouse.execute(f"drop table {relation}_kept")
        warehouse.dbt("test", "--select", "config.severity:warn", as_of_date=AS_OF.isoformat())


def test_every_broken_rule_is_one_line_with_its_model_and_rows(built: ModelWarehouse) -> None:
    line = "moveouts: 2 rows break: room_number is not null"
    assert line not in _warnings(built)
    with _fault(built, "gold.moveouts", "update {table} set room_number = null limit 2") as found:
        assert line in found
    assert line not in _warnings(built)


def test_one_row_is_told_in_the_singular(built: ModelWarehouse) -> None:
    with _fault(built, "gold.moveouts", "update {table} set room_number = null limit 1") as found:
        assert "moveouts: 1 row breaks: room_number is not null" in found


def test_a_normal_day_has_no_warning(built: ModelWarehouse) -> None:
    """What the source is known to have is tolerated: whatever is told, somebody should look at."""
    assert _warnings(built) == []


def test_a_share_that_is_tolerated_is_no_warning_and_more_than_it_is(built: ModelWarehouse) -> None:
    rule = "latitude between 35.5 and 35.9 (5 % may break it)"
    counted = built.rows("select count(*) as all_rows, sum(latitude < 35.5) as south from {p}gold.moveouts")
    assert 0 < counted[0]["south"] <= counted[0]["all_rows"] * 0.05
    assert not [line for line in _warnings(built) if rule in line and line.startswith("moveouts:")]
    with _fault(built, "gold.moveouts", "update {table} set latitude = 35.4") as found:
        assert f"moveouts: {counted[0]['all_rows']:,} rows break: {rule}" in found


def test_a_test_without_rules_says_where_its_rows_are(built: ModelWarehouse) -> None:
    assert not [line for line in _warnings(built) if line.startswith(DRIFT)]
    with _fault(
        built,
        "silver.code_distribution_daily",
        "insert into {table} select date_sub(as_of_date, interval 1 day), source_table, code_column, "
        "if(code = '1', '9', code), row_count, share_percent "
        "from {table} where code_column = 'contract_type' and code = '1'",
    ) as found:
        lines = [line for line in found if line.startswith(DRIFT)]
    assert len(lines) == 1
    assert lines[0].endswith(f"see {built.prefix}test_results.{DRIFT}")


def test_a_test_that_has_not_run_is_told_and_not_taken_for_a_pass(built: ModelWarehouse) -> None:
    built.execute(f"drop table {built.prefix}test_results.{RULES}")
    assert f"{RULES} has not run: there is no table {built.prefix}test_results.{RULES}" in _warnings(built)
    built.dbt("test", "--select", RULES, as_of_date=AS_OF.isoformat())
    assert not [line for line in _warnings(built) if "has not run" in line]


def test_every_test_of_severity_warn_keeps_its_rows(built: ModelWarehouse) -> None:
    tests = warning_tests(built.work / "target" / "manifest.json")
    assert {RULES, DRIFT} <= {test.name for test in tests}
    assert all(test.schema == f"{built.prefix}test_results" for test in tests)
    stored = {
        node["name"]: node["config"]["store_failures"]
        for node in built.manifest["nodes"].values()
        if node["resource_type"] == "test"
    }
    assert all(stored[test.name] for test in tests)
