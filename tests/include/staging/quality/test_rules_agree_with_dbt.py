from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from include.exceptions import ConfigurationError
from include.settings import PROJECT_DIR, Settings
from include.staging.quality.checks.columns import required_columns
from include.staging.quality.rules import all_rules

STAGING = PROJECT_DIR / "dbt" / "models" / "silver" / "staging"


def test_the_codes_of_a_rule_are_those_of_a_seed() -> None:
    named = [rule.parameters["seed"] for rule in all_rules() if rule.query == "share_unknown_code"]
    (new_codes,) = (rule for rule in all_rules() if rule.name == "new_codes")
    for seed in [*named, *new_codes.parameters["columns"].values()]:
        header = (PROJECT_DIR / "dbt" / "seeds" / f"{seed}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert header.startswith("code,"), seed


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
