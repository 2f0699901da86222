"""What a model's tokens cost."""

from __future__ import annotations

from dataclasses import dataclass

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class TokenPrices:
    """Prices as Bedrock's price list states them.

    :param input_usd: USD for a million tokens of what is sent.
    :param output_usd: USD for a million tokens of the answer.
    """

    input_usd: float
    output_usd: float

    def usd(self, input_tokens: int, output_tokens: int) -> float:
        """Return what a request costs, in USD."""
        return (input_tokens * self.input_usd + output_tokens * self.output_usd) / _MILLION
