"""The example on the page of definitions is what the sample world gives."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dev.definitions.page import PAGE
from tests.verification.proof import prove
from tests.verification.scenario import FULL


@pytest.mark.slow
@pytest.mark.mysql
@pytest.mark.timeout(1500)
def test_january_closes_on_the_sample_as_the_definitions_show() -> None:
    first_day = replace(FULL[0], days=FULL[0].days[:1], late_snapshots=(), full_refresh=False)
    (proof,) = prove(first_day)

    assert proof.differences == 0
    assert proof.closing
    assert f"`{proof.closing}`" in PAGE.read_text(encoding="utf-8").replace("\n", " ")
