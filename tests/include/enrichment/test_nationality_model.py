from __future__ import annotations

import json
import traceback

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from include.enrichment.model_stopped_error import ModelStoppedError
from include.enrichment.nationality_model import MODEL_CONFIDENCE, NationalityModel
from include.exceptions import EnrichmentError
from tests.include.enrichment.conftest import FakeBedrock

SECRET_NAME = "ヨシュア ミチバタ"


def model(client: FakeBedrock) -> NationalityModel:
    return NationalityModel(client, "test-model", {"日本", "ベトナム", "その他"})  # type: ignore[arg-type]


def api_error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": f"input was {SECRET_NAME}"}}, "Converse")


def test_only_the_name_is_sent_as_data_with_few_tokens_and_no_chance() -> None:
    client = FakeBedrock("ベトナム")
    answer = model(client).ask(SECRET_NAME)
    assert (answer.nationality, answer.confidence, answer.source) == (
        "ベトナム",
        MODEL_CONFIDENCE,
        "test-model",
    )
    (request,) = client.requests
    assert [message["role"] for message in request["messages"]] == ["user"]
    assert json.loads(request["messages"][0]["content"][0]["text"]) == {"name": SECRET_NAME}
    assert request["inferenceConfig"]["temperature"] == 0
    assert request["inferenceConfig"]["maxTokens"] <= 50
    assert SECRET_NAME not in request["system"][0]["text"]


@pytest.mark.parametrize("text", ["ベトナム", " ベトナム\n", "ベトナム。", "「ベトナム」"])
def test_an_answer_is_recognised_in_spite_of_its_dressing(text: str) -> None:
    assert model(FakeBedrock(text)).ask("x").nationality == "ベトナム"


@pytest.mark.parametrize(
    "text", ["その他", "不明", "レソト", "ベトナム人だと思います", "DROP TABLE tenants", "", "日本 ベトナム"]
)
def test_free_text_of_the_model_never_becomes_a_nationality(text: str) -> None:
    answer = model(FakeBedrock(text)).ask("x")
    assert (answer.nationality, answer.confidence) == (None, 0.0)


@pytest.mark.parametrize(
    "error",
    [
        api_error("ThrottlingException"),
        api_error("ServiceUnavailableException"),
        ReadTimeoutError(endpoint_url="b"),
    ],
)
def test_what_outlasts_the_clients_retries_stops_the_asking(error: Exception) -> None:
    client = FakeBedrock(error, "日本")
    with pytest.raises(ModelStoppedError, match="throttled or unavailable"):
        model(client).ask("x")
    assert len(client.requests) == 1, "retries of our own would multiply those of the client"


def test_a_refusal_is_not_retried_and_its_message_holds_no_name() -> None:
    client = FakeBedrock(api_error("ValidationException"))
    with pytest.raises(EnrichmentError, match="ValidationException") as caught:
        model(client).ask(SECRET_NAME)
    assert len(client.requests) == 1
    assert SECRET_NAME not in "".join(traceback.format_exception(caught.value))
