"""The tests of the models do fail: each on the fault it is there for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.dbt.conftest import AS_OF
from tests.dbt.model_warehouse import ModelWarehouse

pytestmark = [pytest.mark.mysql, pytest.mark.slow]

# Fault, and what takes it back.
FAULTS = (
    (
        "update {p}staging.tenants set status = status + 900 where id % 50 = 0",
        "update {p}staging.tenants set status = status - 900 where status >= 900",
    ),
    (
        "update {p}staging.tenants set personal_identity = concat('0', personal_identity), "
        "affiliation_type = affiliation_type + 900 where id % 20 = 0",
        "update {p}staging.tenants set personal_identity = substr(personal_identity, 2), "
        "affiliation_type = affiliation_type - 900 where id % 20 = 0",
    ),
    (
        "update {p}staging.movings set moving_agreement_type = 77 where id % 100 = 0 "
        "and moving_agreement_type = 9",
        "update {p}staging.movings set moving_agreement_type = 9 where moving_agreement_type = 77",
    ),
    (
        "insert into {p}silver.code_distribution_daily select date_sub(as_of_date, interval 1 day), "
        "source_table, code_column, if(code = '1', '9', code), row_count, share_percent "
        "from {p}silver.code_distribution_daily where code_column = 'contract_type' and code = '1'",
        "delete from {p}silver.code_distribution_daily where as_of_date < '2026-02-10'",
    ),
    (
        "update {p}gold.occupancy_daily set rooms_at_end = rooms_at_end + 100000, "
        "rooms_at_start = rooms_at_start + 100000 where row_kind = 'fact'",
        "update {p}gold.occupancy_daily set rooms_at_end = rooms_at_end - 100000, "
        "rooms_at_start = rooms_at_start - 100000 where row_kind = 'fact'",
    ),
    (
        "update {p}gold.occupancy_daily set appeared_overnight = appeared_overnight + 5000 "
        "where occupancy_date = '2026-02-10'",
        "update {p}gold.occupancy_daily set appeared_overnight = appeared_overnight - 5000 "
        "where occupancy_date = '2026-02-10'",
    ),
    (
        "update {p}gold.daily_activity_summary set net_occupancy_change = net_occupancy_change + 1 "
        "where activity_date = '2026-02-01'",
        "update {p}gold.daily_activity_summary set net_occupancy_change = net_occupancy_change - 1 "
        "where activity_date = '2026-02-01'",
    ),
    (
        "update {p}gold.move_events set event_date = date_add(event_date, interval 4000 day) "
        "where event_date = '2026-02-01'",
        "update {p}gold.move_events set event_date = '2026-02-01' where event_date > '2030-01-01'",
    ),
    (
        "update {p}gold.reconciliation set difference = 1 limit 1",
        "update {p}gold.reconciliation set difference = 0",
    ),
    (
        "update {p}gold.metric_definitions set is_source_live = 0 limit 1",
        "update {p}gold.metric_definitions set is_source_live = 1",
    ),
    (
        "update {p}gold.moveouts set contract_id = contract_id + 90000000 order by contract_id limit 1",
        "update {p}gold.moveouts set contract_id = contract_id - 90000000 where contract_id > 90000000",
    ),
    (
        "update {p}gold.move_events set contract_id = contract_id + 90000000 where event_type = 'moveout' "
        "order by contract_id limit 1",
        "update {p}gold.move_events set contract_id = contract_id - 90000000 where contract_id > 90000000",
    ),
    (
        "update {p}silver.code_distribution_daily set row_count = row_count + 1 "
        "where as_of_date = '2026-02-10' and source_table = 'rooms' and code_column = 'bed_type' "
        "order by code limit 1",
        "update {p}silver.code_distribution_daily set row_count = row_count - 1 "
        "where as_of_date = '2026-02-10' and source_table = 'rooms' and code_column = 'bed_type' "
        "order by code limit 1",
    ),
    (
        "update {p}seeds.code_tenant_status set is_active_lease = 1 where code = 14",
        "update {p}seeds.code_tenant_status set is_active_lease = 0 where code = 14",
    ),
    (
        "update {p}staging.rooms set apartment_id = apartment_id + 900000 order by id limit 1",
        "update {p}staging.rooms set apartment_id = apartment_id - 900000 where apartment_id > 900000",
    ),
    (
        "alter table {p}gold.new_contracts drop primary key",
        "alter table {p}gold.new_contracts add primary key (contract_id)",
    ),
)
EXPECTED = {
    "tenant_status_codes_are_known",
    "tenants_with_unknown_identity_code_below_1_percent",
    "tenants_with_unknown_affiliation_code_below_1_percent",
    "movings_contract_type_codes_are_known",
    "code_shares_moved_much",
    "code_shares_are_of_all_rows",
    "column_rules_int_tenants_",
    "moveouts_are_completed_moveouts",
    "analysed_moveouts_are_moveouts",
    "move_events_are_of_contracts",
    "column_rules_occupancy_daily_",
    "column_rules_daily_activity_summary_",
    "column_rules_move_events_",
    "column_rules_reconciliation_",
    "column_rules_metric_definitions_",
    "rooms_have_their_apartment",
    "has_primary_key_new_contracts_",
    "portfolio_does_not_jump",
}


@contextmanager
def _faults(warehouse: ModelWarehouse) -> Iterator[None]:
    try:
        for fault, _ in FAULTS:
            assert warehouse.execute(fault.replace("{p}", warehouse.prefix)) == []
        yield
    finally:
        for _, remedy in FAULTS:
            warehouse.execute(remedy.replace("{p}", warehouse.prefix))


def _failed(warehouse: ModelWarehouse) -> set[str]:
    warehouse.dbt("test", "--select", *EXPECTED, check=False, as_of_date=AS_OF.isoformat())
    results = json.loads((warehouse.work / "target" / "run_results.json").read_text(encoding="utf-8"))
    assert not [result for result in results["results"] if result["status"] == "error"]
    return {result["unique_id"].split(".")[2] for result in results["results"] if result["status"] == "fail"}


def test_each_fault_fails_the_test_that_names_it(built: ModelWarehouse) -> None:
    with _faults(built):
        assert _failed(built) == EXPECTED
    assert _failed(built) == set()


@pytest.mark.parametrize("code", ["01", "1x", "１"])
def test_a_code_is_known_only_if_it_is_the_same_text(built: ModelWarehouse, code: str) -> None:
    """As numbers 01 and 1x are 1: a document that no label fits would pass for a driving licence."""
    name = "tenant_identity_codes_are_known"
    tenant = built.rows("select id, personal_identity as code from {p}staging.tenants order by id limit 1")[0]
    update = f"update {built.prefix}staging.tenants set personal_identity = %s where id = %s"
    built.execute(update, [code, tenant["id"]])
    try:
        built.dbt("test", "--select", name, as_of_date=AS_OF.isoformat())
        found = built.rows(f"select unknown_code, row_count from {{p}}test_results.{name}")
        assert found == [{"unknown_code": code, "row_count": 1}]
    finally:
        built.execute(update, [tenant["code"], tenant["id"]])


@pytest.mark.parametrize("metric", ["signings", "moveins", "moveouts"])
@pytest.mark.parametrize("day", ["2026-01-14", "2026-01-31"])
def test_activity_of_all_days_on_one_day_is_a_spike(built: ModelWarehouse, metric: str, day: str) -> None:
    """54,742 applications once appeared on the day of the build (incident 11)."""
    relation = f"{built.prefix}gold.daily_activity_summary"
    where = f"where activity_date = '{day}' and tenant_type = 'individual'"
    built.execute(f"update {relation} set {metric} = {metric} + 5000 {where}")
    try:
        built.dbt("test", "--select", "activity_without_a_spike", as_of_date=AS_OF.isoformat())
        found = built.rows(
            "select metric, cast(activity_date as char) as day from {p}test_results.activity_without_a_spike"
        )
        assert found == [{"metric": metric, "day": day}]
    finally:
        built.execute(f"update {relation} set {metric} = {metric} - 5000 {where}")


def test_a_building_without_tenants_breaks_no_rule(built: ModelWarehouse) -> None:
    """It has no average rent, and that is no fault."""
    relation = f"{built.prefix}gold.occupancy_property_daily"
    kept = f"{relation}_kept"
    built.execute(f"create table {kept} as select * from {relation}")
    try:
        built.execute(
            f"update {relation} set rooms_at_start = 0, rooms_at_end = 0, moveins = 0, moveouts = 0, "
            f"occupancy_rate = 0, average_rent = null where occupancy_date = '{AS_OF}' limit 1"
        )
        built.dbt("test", "--select", "column_rules_occupancy_property_daily_", as_of_date=AS_OF.isoformat())
    finally:
        built.execute(f"delete from {relation}")
        built.execute(f"insert into {relation} select * from {kept}")
        built.execute(f"drop table {kept}")
