"""What may still be spent on a model today."""

from __future__ import annotations

from include.enrichment.token_prices import TokenPrices


class DailyBudget:
    """The money of one day of Japan, over all runs.

    :param limit_usd: most that the day may cost.
    :param spent_usd: what earlier requests of the day have cost.
    :param prices: of the model's tokens.
    """

    def __init__(self, limit_usd: float, spent_usd: float, prices: TokenPrices) -> None:
        self.limit_usd = limit_usd
        self.spent_usd = spent_usd
        self._prices = prices

    def allows(self, input_tokens: int, output_tokens: int) -> bool:
        """Tell whether a request with at most so many tokens keeps within the limit."""
        return self.spent_usd + self._prices.usd(input_tokens, output_tokens) <= self.limit_usd

    def spend(self, input_tokens: int, output_tokens: int) -> float:
        """Count the tokens of a request and return what they cost, in USD."""
        usd = self._prices.usd(input_tokens, output_tokens)
        self.spent_usd += usd
        return usd
