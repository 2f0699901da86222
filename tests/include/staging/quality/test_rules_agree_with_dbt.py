from __future__ import annotations

import csv
import re

import pytest

from include.settings import PROJECT_DIR
from include.staging.quality.checks.columns import required_columns
from include.staging.quality.quality_checker import all_rules

MODELS = PROJECT_DIR / "dbt" / "models" / "silver" / "staging"


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


@pytest.mark.parametrize("table", ["movings", "tenants", "rooms", "apartments", "inquiries"])
def test_every_column_that_a_staging_model_reads_is_required(table: str) -> None:
    text = (MODELS / f"stg_{table}.sql").read_text(encoding="utf-8")
    # Models call a cleaned copy of the table by another name; its own columns are made up there.
    names = {"tenants": ("tenants", "cleaned"), "apartments": ("apartments", "located")}.get(table, (table,))
    read = {column for name in names for column in re.findall(rf"\b{name}\.([a-z_0-9]+)", text)}
    made_up = set(re.findall(r"\bas ([a-z_0-9]+)", text)) | {"llm_confidence", "enriched_at"}
    assert read - made_up - set(required_columns()[table]) == set()
    assert len(read & set(required_columns()[table])) >= 4
