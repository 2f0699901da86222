"""Every model is computed a second time; a new one without a query of the proof fails here, at once."""

from __future__ import annotations

from include.settings import get_settings
from tests.verification.calculator import QUERIES

MODELS = get_settings().dbt_project_dir / "models"


def test_each_model_has_its_counterpart_in_the_proof() -> None:
    for schema, queries in QUERIES.items():
        models = {path.stem for path in (MODELS / schema).rglob("*.sql")}
        assert len(models) > 20
        assert models ^ queries.keys() == set(), f"a model of {schema} without a query, or a query without"


def test_the_proof_reads_definitions_and_no_model() -> None:
    texts = [path.read_text(encoding="utf-8") for each in QUERIES.values() for path in each.values()]
    assert not [text for text in texts if "{{" in text or "silver." in text]
