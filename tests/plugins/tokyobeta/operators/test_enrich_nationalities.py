"""The enrichment operator: where its warehouse, client and settings come from, and what it reports."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from include.enrichment import enricher
from include.enrichment.enrichment_counts import EnrichmentCounts
from include.settings import Settings
from tokyobeta.operators import enrich_nationalities
from tokyobeta.operators.enrich_nationalities import EnrichNationalitiesOperator


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    made: list[Any] = []

    def enrich(target: Any, settings: Settings, client: Any) -> EnrichmentCounts:
        made.append((target, settings, client))
        return EnrichmentCounts(candidates=3, by_rule=1, left_open=2, stopped="The budget is used up.")

    monkeypatch.setattr(enricher, "enrich_nationalities", enrich)
    monkeypatch.setattr(
        enrich_nationalities,
        "WarehouseHook",
        lambda conn_id: SimpleNamespace(target=lambda: f"target of {conn_id}"),
    )
    monkeypatch.setattr(
        enrich_nationalities, "bedrock_client", lambda conn_id, region: f"bedrock of {conn_id} in {region}"
    )
    return made


def execute(monkeypatch: pytest.MonkeyPatch, **values: Any) -> dict[str, Any]:
    monkeypatch.setattr(enrich_nationalities, "get_settings", lambda: Settings(**values))
    context: Any = {}
    return EnrichNationalitiesOperator(task_id="enrich").execute(context)


def test_counts_are_the_result_and_the_region_is_the_settings(
    monkeypatch: pytest.MonkeyPatch, calls: list[Any]
) -> None:
    result = execute(monkeypatch, enrichment_enabled=True)
    assert (result["candidates"], result["left_open"]) == (3, 2)
    ((target, settings, client),) = calls
    assert target == "target of warehouse"
    assert client == "bedrock of aws_default in ap-northeast-1"
    assert settings.enrichment_enabled


def test_no_bedrock_client_is_made_while_the_model_is_off(
    monkeypatch: pytest.MonkeyPatch, calls: list[Any]
) -> None:
    execute(monkeypatch, enrichment_enabled=False)
    assert calls[0][2] is None
