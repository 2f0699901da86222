from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from include.exceptions import ConfigurationError
from include.settings import PROJECT_DIR, Settings
from include.staging.quality.checks.columns import required_columns
from include.staging.quality.quality_checker import all_rules

STAGING = PROJECT_DIR / "dbt" / "models" / "silver" / "staging"


def seed_codes(name: str) -> set[int]:
    with (PROJECT_DIR / "dbt" / "seeds" / f"{name}.csv").open(encoding="utf-8") as file:
        return {int(row["code"]) for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    ("place", "seed", "more"),
    [
        ("tenants.status", "code_tenant_status", set()),
        ("tenants.gender_type", "code_gender", {0}),
        ("tenants.reason_moveout", "code_moveout_reason", set()),
        ("movings.moving_agreement_type", "code_contract_type", set()),
        ("rooms.status", "code_room_status", set()),
    ],
)
def test_known_codes_are_those_of_the_seeds(place: str, seed: str, more: set[int]) -> None:
    rules = {rule.name: rule for rule in all_rules()}
    known = set(rules["new_codes"].parameters["columns"][place])
    assert known == seed_codes(seed) | more
    for rule in rules.values():
        if rule.query == "share_unknown_code":
            same = f"{rule.parameters['table']}.{rule.parameters['column']}" == place
            assert not same or set(rule.parameters["codes"]) == known


@pytest.mark.parametrize("table", ["movings", "tenants", "rooms", "apartments"])
def test_a_table_is_as_fresh_for_the_rules_as_for_dbt(table: str) -> None:
    """dbt's sources say it to who reads the documentation, the rules hold it before a dump is published."""
    sources = yaml.safe_load((STAGING / "_sources.yml").read_text(encoding="utf-8"))["sources"]
    tables = {entry["name"]: entry for source in sources for entry in source["tables"]}
    (rule,) = (rule for rule in all_rules() if rule.name == f"{table}_content_age")
    stated = tables[table]["freshness"][f"{rule.severity}_after"]
    assert (rule.threshold(Settings()), "hour") == (stated["count"], stated["period"])


def test_a_project_without_its_sources_is_an_error_and_not_a_pass(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="columns that the models read"):
        required_columns(tmp_path)
