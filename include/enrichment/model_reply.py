"""What a model answered to one request."""

from __future__ import annotations

from dataclasses import dataclass

from include.enrichment.answer import Answer


@dataclass(frozen=True, slots=True)
class ModelReply:
    """The answers about the names of one request.

    :param answers: one for each name, in the order of the names.
    :param input_tokens: tokens sent, as Bedrock charges them.
    :param output_tokens: tokens of the answer, as Bedrock charges them.
    """

    answers: tuple[Answer, ...]
    input_tokens: int
    output_tokens: int
