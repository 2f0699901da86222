"""Nationalities as a language model on Bedrock sees them."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, HTTPClientError

from include.enrichment.answer import Answer
from include.enrichment.model_reply import ModelReply
from include.enrichment.model_stopped_error import ModelStoppedError
from include.exceptions import EnrichmentError

if TYPE_CHECKING:
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient
    from mypy_boto3_bedrock_runtime.type_defs import ConverseResponseTypeDef

PROMPT_FILE = Path(__file__).with_name("prompt.txt")
OTHER = "その他"
# Not measured: the only accuracy ever claimed for this model rested on five examples.
MODEL_CONFIDENCE = 0.6
# A number, a nationality and its quotes: the longest names of countries take some 20 tokens.
TOKENS_PER_ANSWER = 40
# A token is at least one byte, and a character at most four.
_TOKENS_PER_CHARACTER = 4
_PASSING_CODES = frozenset(
    {
        "ThrottlingException",
        "TooManyRequestsException",
        "ServiceUnavailableException",
        "ModelTimeoutException",
        "ModelNotReadyException",
        "InternalServerException",
    }
)


class NationalityModel:
    """Asks a Bedrock model for the nationalities that names point to.

    Only the names are sent, as JSON data. Whatever comes back counts only if it is one of the allowed names,
    so that the worst an instruction hidden in a name can do is a wrong nationality for those tenants whose
    names are in the same request.

    :param client: a Bedrock runtime client of the region that personal data may be sent to. It repeats
        throttled calls itself, at a pace that it learns (botocore's retry mode ``adaptive``).
    :param model_id: the Bedrock model.
    :param allowed: the answers that count: the names of ``m_nationalities``.
    """

    def __init__(self, client: BedrockRuntimeClient, model_id: str, allowed: Collection[str]) -> None:
        self._client = client
        self.model_id = model_id
        """The Bedrock model."""
        self._allowed = frozenset(allowed)
        self._system = PROMPT_FILE.read_text(encoding="utf-8").format(
            nationalities="、".join(sorted(self._allowed))
        )

    def most_tokens(self, names: Sequence[str]) -> tuple[int, int]:
        """Return how many tokens a request about these names can have at most: sent, and answered."""
        characters = len(self._system) + len(_question(names))
        return characters * _TOKENS_PER_CHARACTER, TOKENS_PER_ANSWER * len(names)

    def ask(self, names: Sequence[str]) -> ModelReply:
        """Return the model's answers; without a nationality where one is unclear or not an allowed name.

        :param names: clear names, already found usable.
        :raises ModelStoppedError: if the model stayed throttled or unavailable over the client's retries.
        :raises EnrichmentError: if Bedrock refuses for another reason. No message repeats the name.
        """
        response = self._converse(names)
        if response is not None:
            usage = response["usage"]
            return ModelReply(self._judged(response, len(names)), usage["inputTokens"], usage["outputTokens"])
        raise ModelStoppedError(
            f"Bedrock model {self.model_id} stayed throttled or unavailable.",
            "Nothing is lost: the next run continues. If it happens daily, lower "
            "TOKYOBETA_ENRICHMENT_DAILY_BUDGET_USD or ask for a higher quota.",
        )

    def _converse(self, names: Sequence[str]) -> ConverseResponseTypeDef | None:
        """Return the response, or None if the model is throttled or unavailable."""
        try:
            return self._client.converse(
                modelId=self.model_id,
                system=[{"text": self._system}],
                messages=[{"role": "user", "content": [{"text": _question(names)}]}],
                inferenceConfig={"maxTokens": self.most_tokens(names)[1], "temperature": 0.0},
            )
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", "Unknown"))
        except HTTPClientError:
            return None
        if code in _PASSING_CODES:
            return None
        # Outside the except block: Bedrock's text may repeat the input, and a chained error would print it.
        raise EnrichmentError(
            f"Bedrock refused model {self.model_id}: {code}.",
            "Check that the model is enabled in the region and that the execution role may invoke it.",
        )

    def _judged(self, response: ConverseResponseTypeDef, names: int) -> tuple[Answer, ...]:
        blocks = response["output"].get("message", {}).get("content", [])
        told = _told("".join(block.get("text", "") for block in blocks))
        return tuple(self._answer(told.get(str(number))) for number in range(1, names + 1))

    def _answer(self, told: object) -> Answer:
        text = unicodedata.normalize("NFKC", told).strip("。.「」\"' \n") if isinstance(told, str) else OTHER
        if text == OTHER or text not in self._allowed:
            return Answer(None, 0.0, self.model_id)
        return Answer(text, MODEL_CONFIDENCE, self.model_id)


def _question(names: Sequence[str]) -> str:
    return json.dumps({str(number): name for number, name in enumerate(names, 1)}, ensure_ascii=False)


def _told(text: str) -> dict[str, object]:
    """Return the JSON object of an answer, in spite of a sentence or a code fence around it; else nothing."""
    try:
        told = json.loads(text[text.find("{") : text.rfind("}") + 1])
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
