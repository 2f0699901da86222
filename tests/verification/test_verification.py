"""The published numbers follow from the raw dump by their written definitions, on more than one day."""

from __future__ import annotations

import pytest

from tests.verification.calculator import QUERIES
from tests.verification.proof import prove
from tests.verification.scenario import REDUCED


@pytest.mark.slow
@pytest.mark.mysql
@pytest.mark.timeout(1500)
def test_every_number_follows_from_the_raw_dump_by_its_definition() -> None:
    (scenario,) = REDUCED
    proofs = list(prove(scenario))

    assert [proof.day.isoformat() for proof in proofs] == ["2026-02-10", "2026-02-13", "2026-02-13"]
    for proof in proofs:
        assert {t.table for t in proof.tables} >= {
            f"{schema}.{name}" for schema, queries in QUERIES.items() for name in queries
        }
        assert [(t.table, str(t.examples)) for t in proof.tables if t.differences] == []
        assert proof.rows > 10_000
        assert proof.closing
        assert (proof.closing.month, proof.closing.difference) == ("2026-01", 0)
        assert min(proof.closing.opening, proof.closing.closing, proof.closing.moveins) > 0
