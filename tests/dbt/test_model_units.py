"""Every rule of a model, on inputs small enough to check by hand."""

from __future__ import annotations

import pytest

from tests.dbt.unit_bench import UnitBench, comparable
from tests.dbt.unit_case import MODELS, UnitCase

pytestmark = pytest.mark.mysql

CASES = UnitCase.read_all()
# Models without a unit test, each with the reason.
WITHOUT = {
    "metric_definitions": "its rows are the descriptions of all models: see test_metric_definitions.py",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.model}-{case.name}")
def test_model_makes_the_expected_rows_of_its_inputs(bench: UnitBench, case: UnitCase) -> None:
    found = bench.run(case)
    if not case.expect:
        assert found == []
        return
    columns = list(case.expect[0])
    assert all(list(row) == columns for row in case.expect), "every expected row names the same columns"
    assert comparable(found, columns) == comparable(case.expect, columns)


def test_every_model_has_a_unit_test_or_a_reason_to_have_none() -> None:
    models = {path.stem for path in MODELS.rglob("*.sql")}
    tested = {case.model for case in CASES}
    assert len(models) > 25
    assert tested <= models, "a unit test of a model that is gone"
    assert models - tested == set(WITHOUT)
