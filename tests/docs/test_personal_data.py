"""The inventory of personal data names every model that holds such a column."""

from __future__ import annotations

import re

import yaml

from include.settings import PROJECT_DIR

PAGE = (PROJECT_DIR / "docs" / "personal-data.md").read_text(encoding="utf-8")
PERSONAL = re.compile(
    r"^(full|last|first|tenant)_name|nickname|^tel_|phone|email|birth|account_number|^affiliation$"
)


def models() -> dict[str, list[str]]:
    """Return schema.model to its personal columns, from the yml beside the models."""
    found = {}
    for path in sorted((PROJECT_DIR / "dbt" / "models").rglob("*.yml")):
        for model in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("models", []):
            columns = [column["name"] for column in model.get("columns", [])]
            personal = [name for name in columns if PERSONAL.search(name)]
            if personal:
                layer = path.relative_to(PROJECT_DIR / "dbt" / "models").parts[0]
                found[f"{layer}.{model['name']}"] = personal
    return found


def test_the_models_with_personal_columns_are_found() -> None:
    # Should the search break, the test below would pass for the wrong reason.
    assert models()["silver.tokyo_beta_tenant_room_info"][0] == "tenant_name"
    assert len(models()) >= 6


def test_every_model_with_a_personal_column_is_in_the_inventory() -> None:
    assert [name for name in models() if f"`{name}`" not in PAGE] == []


def test_no_model_of_gold_holds_a_name_or_a_contact() -> None:
    assert [name for name in models() if name.startswith("gold.")] == []
