from __future__ import annotations

import json
import traceback

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from include.enrichment.answer import Answer
from include.enrichment.model_reply import ModelReply
from include.enrichment.model_stopped_error import ModelStoppedError
from include.enrichment.nationality_model import MODEL_CONFIDENCE, NationalityModel
from include.exceptions import EnrichmentError
from tests.include.enrichment.conftest import TOKENS_IN, TOKENS_OUT, FakeBedrock

SECRET_NAME = "ヨシュア ミチバタ"


def model(client: FakeBedrock) -> NationalityModel:
    return NationalityModel(client, "test-model", {"日本", "ベトナム", "その他"})  # type: ignore[arg-type]


def api_error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": f"input was {SECRET_NAME}"}}, "Converse")


def nationalities(reply: ModelReply) -> list[str | None]:
    return [answer.nationality for answer in reply.answers]


def test_only_names_are_sent_as_data_with_few_tokens_and_no_chance() -> None:
    client = FakeBedrock(["ベトナム", "日本"])
    reply = model(client).ask([SECRET_NAME, "佐藤 はな"])
    assert reply.answers[0] == Answer("ベトナム", MODEL_CONFIDENCE, "test-model")
    assert nationalities(reply) == ["ベトナム", "日本"]
    assert (reply.input_tokens, reply.output_tokens) == (TOKENS_IN, TOKENS_OUT)
    (request,) = client.requests
    assert [message["role"] for message in request["messages"]] == ["user"]
    sent = json.loads(request["messages"][0]["content"][0]["text"])
    assert sent == {"1": SECRET_NAME, "2": "佐藤 はな"}
    assert request["inferenceConfig"]["temperature"] == 0
    assert request["inferenceConfig"]["maxTokens"] <= 100
    assert SECRET_NAME not in request["system"][0]["text"]


@pytest.mark.parametrize("told", ["ベトナム", " ベトナム\n", "ベトナム。", "「ベトナム」"])
@pytest.mark.parametrize("around", ["{}", "```json\n{}\n```", "Here you are: {}"])
def test_an_answer_is_recognised_in_spite_of_its_dressing(told: str, around: str) -> None:
    text = around.format(json.dumps({"1": told}, ensure_ascii=False))
    assert nationalities(model(FakeBedrock(text)).ask(["x"])) == ["ベトナム"]


@pytest.mark.parametrize(
    "text",
    ["", "ベトナム", "[]", '["ベトナム"]', "{", '{"1": "日本', "null", "I cannot say. {1: 日本}"],
)
def test_an_answer_in_another_form_decides_nothing(text: str) -> None:
    assert nationalities(model(FakeBedrock(text)).ask(["x", "y"])) == [None, None]


def test_an_answer_belongs_to_the_number_of_its_name_and_to_no_other() -> None:
    text = '{"3": "日本", "1": "ベトナム", "4": "日本", "2": ["日本"]}'
    assert nationalities(model(FakeBedrock(text)).ask(["x", "y", "z"])) == ["ベトナム", None, "日本"]


def test_a_request_never_has_more_tokens_than_it_was_said_to_have_at_most() -> None:
    names = [SECRET_NAME] * 20
    asked = model(FakeBedrock([]))
    sent, answered = asked.most_tokens(names)
    client = FakeBedrock([])
    model(client).ask(names)
    (request,) = client.requests
    text = request["system"][0]["text"] + request["messages"][0]["content"][0]["text"]
    assert sent >= len(text.encode()), "a token is at least one byte"
    assert request["inferenceConfig"]["maxTokens"] == answered


@pytest.mark.parametrize(
    "text", ["その他", "不明", "レソト", "ベトナム人だと思います", "DROP TABLE tenants", "", "日本 ベトナム"]
)
def test_free_text_of_the_model_never_becomes_a_nationality(text: str) -> None:
    (answer,) = model(FakeBedrock([text])).ask(["x"]).answers
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
    client = FakeBedrock(error, ["日本"])
    with pytest.raises(ModelStoppedError, match="throttled or unavailable"):
        model(client).ask(["x"])
    assert len(client.requests) == 1, "retries of our own would multiply those of the client"


def test_a_refusal_is_not_retried_and_its_message_holds_no_name() -> None:
    client = FakeBedrock(api_error("ValidationException"))
    with pytest.raises(EnrichmentError, match="ValidationException") as caught:
        model(client).ask([SECRET_NAME])
    assert len(client.requests) == 1
    assert SECRET_NAME not in "".join(traceback.format_exception(caught.value))
