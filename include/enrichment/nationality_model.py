"""Nationalities as a language model on Bedrock sees them."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, HTTPClientError

from include.enrichment.answer import Answer
from include.enrichment.model_stopped_error import ModelStoppedError
from include.exceptions import EnrichmentError

if TYPE_CHECKING:
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient
    from mypy_boto3_bedrock_runtime.type_defs import ConverseResponseTypeDef

PROMPT_FILE = Path(__file__).with_name("prompt.txt")
OTHER = "その他"
# Not measured: the only accuracy ever claimed for this model rested on five examples.
MODEL_CONFIDENCE = 0.6
MOST_TOKENS = 50
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
    """Asks a Bedrock model for the nationality that a name points to.

    Only the name is sent, as JSON data. Whatever comes back counts only if it is one of the allowed names,
    so that the worst an instruction hidden in a name can do is a wrong nationality for that one tenant.

    :param client: a Bedrock runtime client of the region that personal data may be sent to. It repeats
        throttled calls itself, at a pace that it learns (botocore's retry mode ``adaptive``).
    :param model_id: the Bedrock model.
    :param allowed: the answers that count: the names of ``m_nationalities``.
    """

    def __init__(self, client: BedrockRuntimeClient, model_id: str, allowed: Collection[str]) -> None:
        self._client = client
        self._model_id = model_id
        self._allowed = frozenset(allowed)
        self._system = PROMPT_FILE.read_text(encoding="utf-8").format(
            nationalities="、".join(sorted(self._allowed))
        )

    def ask(self, name: str) -> Answer:
        """Return the model's answer; without a nationality if it is unclear or not an allowed name.

        :param name: the clear name, already found usable.
        :raises ModelStoppedError: if the model stayed throttled or unavailable over the client's retries.
        :raises EnrichmentError: if Bedrock refuses for another reason. No message repeats the name.
        """
        response = self._converse(name)
        if response is not None:
            return self._judged(response)
        raise ModelStoppedError(
            f"Bedrock model {self._model_id} stayed throttled or unavailable.",
            "Nothing is lost: the next run continues. If it happens daily, lower "
            "TOKYOBETA_ENRICHMENT_MAX_TENANTS or ask for a higher quota.",
        )

    def _converse(self, name: str) -> ConverseResponseTypeDef | None:
        """Return the response, or None if the model is throttled or unavailable."""
        try:
            return self._client.converse(
                modelId=self._model_id,
                system=[{"text": self._system}],
                messages=[
                    {"role": "user", "content": [{"text": json.dumps({"name": name}, ensure_ascii=False)}]}
                ],
                inferenceConfig={"maxTokens": MOST_TOKENS, "temperature": 0.0},
            )
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", "Unknown"))
        except HTTPClientError:
            return None
        if code in _PASSING_CODES:
            return None
        # Outside the except block: Bedrock's text may repeat the input, and a chained error would print it.
        raise EnrichmentError(
            f"Bedrock refused model {self._model_id}: {code}.",
            "Check that the model is enabled in the region and that the execution role may invoke it.",
        )

    def _judged(self, response: ConverseResponseTypeDef) -> Answer:
        blocks = response["output"].get("message", {}).get("content", [])
        text = unicodedata.normalize("NFKC", "".join(block.get("text", "") for block in blocks))
        text = text.strip().strip("。.「」\"' ")
        if text == OTHER or text not in self._allowed:
            return Answer(None, 0.0, self._model_id)
        return Answer(text, MODEL_CONFIDENCE, self._model_id)
