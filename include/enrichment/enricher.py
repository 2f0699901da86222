"""Fill in missing nationalities: rules first, then, only where allowed, a language model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.enrichment import name_check
from include.enrichment.candidate import Candidate
from include.enrichment.enrichment_counts import EnrichmentCounts
from include.enrichment.enrichment_store import EnrichmentStore
from include.enrichment.model_stopped_error import ModelStoppedError
from include.enrichment.name_rules import NameRules, default_rules
from include.enrichment.nationality_model import NationalityModel
from include.exceptions import EnrichmentError

if TYPE_CHECKING:
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient

    from include.mysql.target import WarehouseTarget
    from include.settings import Settings


def enrich_nationalities(
    target: WarehouseTarget,
    settings: Settings,
    client: BedrockRuntimeClient | None = None,
) -> EnrichmentCounts:
    """Find nationalities for tenants that have none, and keep them in the cache table.

    :param target: the warehouse.
    :param settings: whether a model may be asked, which one, and for how many tenants.
    :param client: a Bedrock runtime client; used only if ``enrichment_enabled`` is on.
    :returns: counts of tenants. A second run finds only what the first one left open.
    :raises EnrichmentError: if the list of nationalities is empty, or Bedrock refuses; answers found until
        then are kept.
    """
    connection = target.connect()
    try:
        store = EnrichmentStore(connection, settings.staging_schema)
        allowed = store.nationality_names()
        if not allowed:
            raise EnrichmentError(
                f"{settings.staging_schema}.m_nationalities is empty, so no answer could be checked.",
                "Look at the dump of the day: this list has about 200 rows. Clear the task once it is back.",
            )
        model = None
        if settings.enrichment_enabled and client is not None:
            model = NationalityModel(client, settings.enrichment_model_id, allowed)
        asked = store.asked_today(settings.enrichment_model_id)
        budget = max(0, settings.enrichment_max_tenants - asked)
        return _enrich(store, allowed, default_rules(), model, budget)
    finally:
        connection.close()


def _enrich(
    store: EnrichmentStore,
    allowed: frozenset[str],
    rules: NameRules,
    model: NationalityModel | None,
    max_asked: int,
) -> EnrichmentCounts:
    counts = EnrichmentCounts()
    undecided = _apply_rules(store, allowed, rules, counts)
    if model is None:
        counts.left_open = len(undecided)
    else:
        _ask_model(store, model, undecided, max_asked, counts)
    return counts


def _apply_rules(
    store: EnrichmentStore, allowed: frozenset[str], rules: NameRules, counts: EnrichmentCounts
) -> list[Candidate]:
    """Store what the rules tell, and return the candidates that they leave open."""
    answered, left = [], []
    for candidate in store.candidates():
        counts.candidates += 1
        reason = name_check.unusable_reason(candidate.name)
        if reason is not None:
            _count_skipped(counts, reason)
            continue
        answer = rules.decide(candidate.name)
        if answer is not None and answer.nationality in allowed:
            answered.append((candidate, answer))
        else:
            left.append(candidate)
    store.store(answered)
    counts.by_rule = len(answered)
    return left


def _ask_model(
    store: EnrichmentStore,
    model: NationalityModel,
    candidates: list[Candidate],
    max_asked: int,
    counts: EnrichmentCounts,
) -> None:
    """Ask about the first ``max_asked`` candidates, storing each answer as it comes."""
    for candidate in candidates[:max_asked]:
        try:
            answer = model.ask(candidate.name)
        except ModelStoppedError as error:
            counts.stopped = error.problem
            break
        store.store([(candidate, answer)])
        if answer.nationality is None:
            counts.undecided += 1
        else:
            counts.by_model += 1
    counts.left_open = len(candidates) - counts.by_model - counts.undecided
    if counts.stopped is None and counts.left_open:
        counts.stopped = f"The day's budget is used up: {max_asked} tenants were left of it."


def _count_skipped(counts: EnrichmentCounts, reason: str) -> None:
    if reason == name_check.MASKED:
        counts.skipped_masked += 1
    elif reason == name_check.NO_NAME:
        counts.skipped_no_name += 1
    else:
        counts.skipped_not_a_person += 1
