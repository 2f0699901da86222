"""What one enrichment run did."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(slots=True)
class EnrichmentCounts:
    """Counts of tenants, and what asking cost; each candidate is in exactly one of the groups.

    :param candidates: tenants without a known nationality that were not examined before.
    :param by_rule: answered by the local rules.
    :param by_model: answered by the model.
    :param undecided: examined by the model without an answer that the list of nationalities holds.
    :param skipped_masked: the name is masked (``*``).
    :param skipped_no_name: there is no name.
    :param skipped_not_a_person: the name is a company's, or not of a form that a person's name has.
    :param requests: sent to the model.
    :param cost_usd: what they cost at the prices of the settings.
    :param left_open: not examined to the end: the model is off, its budget is used up, or it was stopped.
    :param stopped: why the model was no longer asked, or None.
    """

    candidates: int = 0
    by_rule: int = 0
    by_model: int = 0
    undecided: int = 0
    skipped_masked: int = 0
    skipped_no_name: int = 0
    skipped_not_a_person: int = 0
    requests: int = 0
    cost_usd: float = 0.0
    left_open: int = 0
    stopped: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the counts as plain values."""
        return asdict(self)
