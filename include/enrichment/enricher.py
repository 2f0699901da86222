"""Fill in missing nationalities: rules first, then, only where allowed, a language model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.enrichment import name_check
from include.enrichment.candidate import Candidate
from include.enrichment.daily_budget import DailyBudget
from include.enrichment.enrichment_counts import EnrichmentCounts
from include.enrichment.enrichment_store import EnrichmentStore
from include.enrichment.model_stopped_error import ModelStoppedError
from include.enrichment.name_rules import NameRules, default_rules
from include.enrichment.nationality_model import NationalityModel
from include.enrichment.token_prices import TokenPrices
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
    :param settings: whether a model may be asked, which one, and what a day of it may cost.
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
        counts = EnrichmentCounts()
        open_ones = _apply_rules(store, allowed, default_rules(), counts)
        if settings.enrichment_enabled and client is not None:
            model = NationalityModel(client, settings.enrichment_model_id, allowed)
            prices = TokenPrices(settings.enrichment_input_usd, settings.enrichment_output_usd)
            budget = DailyBudget(settings.enrichment_daily_budget_usd, store.spent_today(), prices)
            at_once = settings.enrichment_names_per_request
            _ask_model(store, model, budget, open_ones, counts, names_per_request=at_once)
        counts.left_open = len(open_ones) - counts.by_model - counts.undecided
        return counts
    finally:
        connection.close()


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
    budget: DailyBudget,
    candidates: list[Candidate],
    counts: EnrichmentCounts,
    *,
    names_per_request: int,
) -> None:
    """Ask about several candidates at a time as far as the budget goes, storing answers as they come."""
    for first in range(0, len(candidates), names_per_request):
        asked = candidates[first : first + names_per_request]
        names = [candidate.name for candidate in asked]
        if not budget.allows(*model.most_tokens(names)):
            counts.stopped = (
                f"Another question could exceed the budget of {budget.limit_usd:.2f} USD a day, of which "
                f"{budget.spent_usd:.4f} USD are spent."
            )
            return
        try:
            reply = model.ask(names)
        except ModelStoppedError as error:
            counts.stopped = error.problem
            return
        cost = budget.spend(reply.input_tokens, reply.output_tokens)
        store.record_request(model.model_id, reply, cost)
        store.store(zip(asked, reply.answers, strict=True))
        known = sum(answer.nationality is not None for answer in reply.answers)
        counts.by_model += known
        counts.undecided += len(asked) - known
        counts.requests += 1
        counts.cost_usd = round(counts.cost_usd + cost, 6)


def _count_skipped(counts: EnrichmentCounts, reason: str) -> None:
    if reason == name_check.MASKED:
        counts.skipped_masked += 1
    elif reason == name_check.NO_NAME:
        counts.skipped_no_name += 1
    else:
        counts.skipped_not_a_person += 1
