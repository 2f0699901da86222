"""A rule that tolerates a share of the rows still warns above it: each of them, when every row breaks it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
import yaml

from include.ledger.model_warnings import model_warnings
from include.settings import get_settings
from tests.dbt.conftest import AS_OF
from tests.dbt.model_warehouse import ModelWarehouse

pytestmark = [pytest.mark.mysql, pytest.mark.slow]

# The staging views show what the raw tables have: who is named does not exist, and no value is right.
RAW = {
    "movings": {
        "tenant_id": "90000000",
        "apartment_id": "90000000",
        "room_id": "90000000",
        "moving_agreement_type": "0",
        "movein_decided_date": "'2300-01-01'",
        "original_movein_date": "'2201-01-01'",
        "movein_date": "'2200-01-01'",
        "rent_start_date": "'2100-01-01'",
        "expiration_date": "'2199-01-01'",
        "moveout_receipt_date": "'2199-01-01'",
        "moveout_date_integrated": "'2198-01-01'",
        "moveout_plans_date": "'2197-01-01'",
        "moveout_date": "'2190-01-01'",
        "move_renew_flag": "7",
        "cancel_flag": "1",
        "is_moveout": "1",
        "rent": "0",
    },
    "tenants": {
        "birth_date": "'2020-01-01'",
        "age": "3",
        "nationality": "null",
        "m_nationality_id": "999",
        "moving_id": "if(id % 2 = 0, null, 90000000)",
    },
    "apartments": {
        "municipality": "'×'",
        "latitude": "if(id % 2 = 0, null, 35.2)",
        "longitude": "if(id % 2 = 0, null, 139.2)",
        "vacancy_room_count": "room_count + 1",
    },
    "rooms": {"rent": "1", "moving_id": "90000000"},
    "inquiries": {"inquiry_date": "'2300-01-01'"},
}
# In the tables of silver and gold a column is wrong in the same way wherever it is.
BUILT = {
    "tenant_type": "'unknown'",
    "contract_date": "'2300-01-01'",
    "original_contract_date": "'2201-01-01'",
    "contract_start_date": "'2200-01-01'",
    "move_in_date": "'2200-01-01'",
    "rent_start_date": "'2100-01-01'",
    "contract_expiration_date": "'2199-01-01'",
    "cancellation_notice_date": "'2199-01-01'",
    "notice_received_date": "'2199-01-01'",
    "moveout_date": "'2198-01-01'",
    "planned_moveout_date": "'2198-01-01'",
    "moveout_plans_date": "'2197-01-01'",
    "moveout_status": "'Completed'",
    "is_renewal": "null",
    "renewal_flag": "null",
    "is_valid_contract": "0",
    "is_completed_moveout": "1",
    "monthly_rent": "0",
    "fixed_rent": "0",
    "start_monthly_rent": "0",
    "average_rent": "1",
    "gender": "'Unknown'",
    "age": "5",
    "age_display": "'5歳'",
    "nationality": "'その他'",
    "nationality_data_source": "'missing'",
    "contract_category": "'未設定'",
    "municipality": "null",
    "latitude": "35.2",
    "longitude": "139.2",
    "coordinates_source": "null",
    "property_room_count": "0",
    "property_vacancy_room_count": "1",
    "total_stay_days": "-1",
    "total_stay_months": "9999",
    "notice_lead_time_days": "-1",
    "average_notice_lead_time_days": "999",
    "days_stayed": "-999",
}


def _tolerant_rules_of(node: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the words of each rule of a model that warns above a share, and the rule."""
    stated = [("(row)", rule) for rule in node["meta"].get("rules", [])]
    for name, column in node["columns"].items():
        stated += [(name, rule) for rule in column["meta"].get("rules", [])]
    for name, rule in stated:
        if isinstance(rule, Mapping) and rule.get("severity") == "warn" and rule.get("at_most_percent"):
            yield rule.get("name") or rule.get("expression") or f"{name} is not null", rule


def _models(warehouse: ModelWarehouse) -> list[dict[str, Any]]:
    return [node for node in warehouse.manifest["nodes"].values() if node["resource_type"] == "model"]


def _percent(share: object) -> object:
    project = yaml.safe_load((get_settings().dbt_project_dir / "dbt_project.yml").read_text(encoding="utf-8"))
    return project["vars"]["tolerated_percent"][share] if isinstance(share, str) else share


def _tolerant_rules(warehouse: ModelWarehouse) -> set[tuple[str, str]]:
    """Return model and words of every rule that tolerates a share."""
    found = {
        (
            node["name"],
            f"{words} ({_percent(rule['at_most_percent'])} % may break it)",
        )
        for node in _models(warehouse)
        for words, rule in _tolerant_rules_of(node)
    }
    for node in warehouse.manifest["nodes"].values():
        metadata = node.get("test_metadata") or {}
        if metadata.get("name") == "reference_exists" and metadata["kwargs"].get("at_most_percent"):
            arguments = metadata["kwargs"]
            child, parent = (re.findall(r"'(\w+)'", arguments[name])[0] for name in ("child", "parent"))
            percent = _percent(arguments["at_most_percent"])
            words = f"{child}.{', '.join(arguments['columns'])} is in {parent} ({percent} % may break it)"
            found.add((node["attached_node"].rsplit(".", 1)[1], words))
    return found


@contextmanager
def _everything_wrong(warehouse: ModelWarehouse) -> Iterator[None]:
    wrong: dict[str, Mapping[str, str]] = {f"staging.{table}": values for table, values in RAW.items()}
    for node in _models(warehouse):
        possible = set(node["columns"]) - set(node["config"].get("primary_key", []))
        columns = {name: value for name, value in BUILT.items() if name in possible}
        if columns and node["config"]["materialized"] != "atomic_view" and any(_tolerant_rules_of(node)):
            wrong[f"{node['schema'].removeprefix(warehouse.prefix)}.{node['name']}"] = columns
    # The view int_apartments reads what is known of buildings, which is a table.
    wrong["silver.last_known_apartments"] = {
        **wrong.get("silver.last_known_apartments", {}),
        "stated_latitude": "if(apartment_id % 2 = 0, null, 35.2)",
        "stated_longitude": "if(apartment_id % 2 = 0, null, 139.2)",
    }
    kept = []
    try:
        for table, values in wrong.items():
            relation = f"{warehouse.prefix}{table}"
            warehouse.execute(f"create table {relation}_kept as select * from {relation}")
            kept.append(relation)
            assignments = ", ".join(f"{column} = {value}" for column, value in values.items())
            warehouse.execute(f"update {relation} set {assignments}")
        yield
    finally:
        for relation in kept:
            warehouse.execute(f"delete from {relation}")
            warehouse.execute(f"insert into {relation} select * from {relation}_kept")
            warehouse.execute(f"drop table {relation}_kept")


def _run(warehouse: ModelWarehouse, tests: str = "config.severity:warn") -> set[tuple[str, str]]:
    """Run the tests that warn and return model and words of each broken rule."""
    warehouse.dbt("test", "--select", tests, as_of_date=AS_OF.isoformat())
    lines = model_warnings(warehouse.target, warehouse.work / "target" / "manifest.json")
    parts = [re.fullmatch(r"(\w+): [\d,]+ rows? breaks?: (.*)", line) for line in lines]
    return {(part[1], part[2]) for part in parts if part}


def test_every_tolerant_rule_warns_when_more_rows_break_it(built: ModelWarehouse) -> None:
    rules = _tolerant_rules(built)
    assert len(rules) > 100
    with _everything_wrong(built):
        assert rules - _run(built) == set()
    assert _run(built) == set()


def test_every_tolerated_share_is_used_and_small(built: ModelWarehouse) -> None:
    project = yaml.safe_load((get_settings().dbt_project_dir / "dbt_project.yml").read_text(encoding="utf-8"))
    shares = project["vars"]["tolerated_percent"]
    used = {rule["at_most_percent"] for node in _models(built) for _, rule in _tolerant_rules_of(node)}
    for node in built.manifest["nodes"].values():
        used.add((node.get("test_metadata") or {}).get("kwargs", {}).get("at_most_percent"))
    assert set(shares) == used - {None} - {share for share in used if not isinstance(share, str)}
    assert all(0 < share <= 15 for share in shares.values())


# Rows and tolerated share in per cent: of the sample, of one page of few rows, and of production.
@pytest.mark.parametrize(
    ("rows", "percent"), [(48, 2), (200, 6), (752, 6), (3000, 0.1), (12070, 6), (17573, 5)]
)
def test_chance_alone_passes_a_tolerated_share_once_in_hundreds_of_days(
    built: ModelWarehouse, rows: int, percent: float
) -> None:
    tolerated = _tolerated_count(built, rows, percent)
    share = percent / 100
    within = sum(
        math.exp(
            math.lgamma(rows + 1)
            - math.lgamma(count + 1)
            - math.lgamma(rows - count + 1)
            + count * math.log(share)
            + (rows - count) * math.log1p(-share)
        )
        for count in range(math.floor(tolerated) + 1)
    )
    assert 1 / 100_000 < 1 - within < 1 / 400
    # What the owner would call twice the usual is found wherever twice the usual is not chance itself.
    assert (2 * rows * share > tolerated) == (rows * share >= 12)


def test_a_share_of_nothing_tolerates_nothing(built: ModelWarehouse) -> None:
    assert _tolerated_count(built, 17573, 0) == 0


def test_a_tenth_of_the_nationalities_that_is_missing_is_found_on_the_sample(built: ModelWarehouse) -> None:
    table = f"{built.prefix}silver.tokyo_beta_tenant_room_info"
    built.execute(f"create table {table}_kept as select * from {table}")
    try:
        built.execute(f"update {table} set nationality = 'その他' where tenant_id % 10 = 0")
        broken = _run(built, "tokyo_beta_tenant_room_info,config.severity:warn")
    finally:
        built.execute(f"delete from {table}")
        built.execute(f"insert into {table} select * from {table}_kept")
        built.execute(f"drop table {table}_kept")
    assert broken == {("tokyo_beta_tenant_room_info", "nationality <> 'その他' (6 % may break it)")}


def _tolerated_count(warehouse: ModelWarehouse, rows: int, percent: float) -> float:
    """Return how many of so many rows a rule lets pass, as the server computes it."""
    query = f"select {{{{ tolerated_count('{rows}', {percent}) }}}} as tolerated"
    shown = warehouse.dbt("show", "--inline", query, "--output", "json").output
    answer = json.loads(shown[shown.index("{") :])
    return float(answer["show"][0]["tolerated"])
