"""Refreshing SPICE, against the API's own shapes (botocore's stubber checks requests and answers)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from include.exceptions import IngestionError
from include.quicksight import ingestion
from include.quicksight.ingestion_handle import IngestionHandle
from include.quicksight.ingestion_id import new_ingestion_id, run_prefix
from include.quicksight.ingestion_state import IngestionState

ACCOUNT, DATA_SET, RUN = "123456789012", "tokyobeta-moveouts", "scheduled__2026-02-10T07:00:00+09:00"

GOLD_COMPLETE = 1_770_674_400.0


@pytest.fixture
def client() -> Any:
    return boto3.client(
        "quicksight",
        region_name="ap-northeast-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


@pytest.fixture
def stubber(client: Any) -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def described(ingestion_id: str, status: str, **more: Any) -> dict[str, Any]:
    return {
        "Arn": "arn:aws:quicksight:ap-northeast-1:123456789012:dataset/x/ingestion/y",
        "IngestionId": ingestion_id,
        "IngestionStatus": status,
        "CreatedTime": datetime.fromtimestamp(GOLD_COMPLETE + 1, UTC),
        **more,
    }


def expect_list(stubber: Stubber, *ingestions: dict[str, Any]) -> None:
    stubber.add_response(
        "list_ingestions", {"Ingestions": list(ingestions)}, {"AwsAccountId": ACCOUNT, "DataSetId": DATA_SET}
    )


def expect_create(stubber: Stubber) -> None:
    stubber.add_response(
        "create_ingestion",
        {"IngestionStatus": "INITIALIZED"},
        {
            "AwsAccountId": ACCOUNT,
            "DataSetId": DATA_SET,
            "IngestionId": ANY,
            "IngestionType": "FULL_REFRESH",
        },
    )


def start(client: Any, *, completed_counts: bool = False) -> IngestionHandle:
    return ingestion.start_or_join(
        client, ACCOUNT, DATA_SET, RUN, GOLD_COMPLETE, completed_counts=completed_counts
    )


def test_an_ingestion_is_started_where_none_runs(client: Any, stubber: Stubber) -> None:
    expect_list(stubber, described("old", "COMPLETED"))
    expect_create(stubber)
    handle = start(client)
    assert handle.ingestion_id.startswith(run_prefix(RUN))
    assert (handle.joined, handle.own) == (False, True)


@pytest.mark.parametrize("code", ["LimitExceededException", "ConflictException", "ResourceExistsException"])
def test_an_ingestion_that_began_between_the_look_and_the_request_is_joined(
    client: Any, stubber: Stubber, code: str
) -> None:
    expect_list(stubber)
    stubber.add_client_error("create_ingestion", code, "busy", 409)
    expect_list(stubber, described("others", "RUNNING"))
    assert start(client) == IngestionHandle(DATA_SET, "others", joined=True, own=False)


def test_an_earlier_try_of_the_same_run_is_joined_and_is_enough(client: Any, stubber: Stubber) -> None:
    earlier = new_ingestion_id(RUN)
    expect_list(stubber, described("old", "FAILED"), described(earlier, "RUNNING"))
    assert start(client) == IngestionHandle(DATA_SET, earlier, joined=True, own=True)


def test_anothers_ingestion_is_joined_and_does_not_count_as_the_runs_own(
    client: Any, stubber: Stubber
) -> None:
    """It may have read gold before this run rebuilt it; its failure is not this run's."""
    expect_list(stubber, described("others", "RUNNING"))
    assert start(client) == IngestionHandle(DATA_SET, "others", joined=True, own=False)


def test_an_ingestion_that_began_before_gold_was_complete_does_not_count_as_the_runs_own(
    client: Any, stubber: Stubber
) -> None:
    """A cleared model builds gold anew while the refresh of the try before still reads it."""
    early = {
        **described(new_ingestion_id(RUN), "RUNNING"),
        "CreatedTime": datetime.fromtimestamp(GOLD_COMPLETE - 1, UTC),
    }
    expect_list(stubber, early)
    assert start(client) == IngestionHandle(DATA_SET, early["IngestionId"], joined=True, own=False)


def test_the_runs_own_completed_ingestion_counts_only_where_that_is_asked_for(
    client: Any, stubber: Stubber
) -> None:
    earlier = described(new_ingestion_id(RUN), "COMPLETED")
    expect_list(stubber, described("others", "COMPLETED"), earlier)
    assert start(client, completed_counts=True).ingestion_id == earlier["IngestionId"]
    expect_list(stubber, earlier)
    expect_create(stubber)
    assert not start(client).joined


@pytest.mark.parametrize(
    "not_enough",
    [
        described("others", "COMPLETED"),
        described(new_ingestion_id(RUN), "FAILED"),
        {
            **described(new_ingestion_id(RUN), "COMPLETED"),
            "CreatedTime": datetime.fromtimestamp(GOLD_COMPLETE - 1, UTC),
        },
    ],
    ids=["anothers", "failed", "before gold was complete"],
)
def test_what_shows_other_gold_or_nothing_is_no_completed_ingestion_of_the_run(
    client: Any, stubber: Stubber, not_enough: dict[str, Any]
) -> None:
    expect_list(stubber, not_enough)
    expect_create(stubber)
    assert not start(client, completed_counts=True).joined


@pytest.mark.parametrize(
    ("ingested", "dropped", "text"),
    [
        (11, 0, "holds 11 rows"),
        (11, 1, "1 were dropped"),
        (None, None, "an unknown number"),
        (13, 0, "13 rows"),
    ],
)
def test_other_rows_than_gold_are_an_error(ingested: int | None, dropped: int | None, text: str) -> None:
    state = IngestionState(DATA_SET, "i", "COMPLETED", ingested, dropped)
    with pytest.raises(IngestionError, match=text):
        ingestion.require_rows(state, 12)
    ingestion.require_rows(IngestionState(DATA_SET, "i", "COMPLETED", 12, 0), 12)


def test_a_running_one_is_found_on_a_later_page(client: Any, stubber: Stubber) -> None:
    stubber.add_response(
        "list_ingestions",
        {"Ingestions": [described("old", "COMPLETED")], "NextToken": "more"},
        {"AwsAccountId": ACCOUNT, "DataSetId": DATA_SET},
    )
    stubber.add_response(
        "list_ingestions",
        {"Ingestions": [described("now", "INITIALIZED")]},
        {"AwsAccountId": ACCOUNT, "DataSetId": DATA_SET, "NextToken": "more"},
    )
    assert start(client) == IngestionHandle(DATA_SET, "now", joined=True, own=False)


def test_a_completed_ingestion_is_returned() -> None:
    state = IngestionState(DATA_SET, "i", "COMPLETED", 12, 0)
    assert ingestion.completed(state) is state


def test_a_failure_carries_the_apis_error_and_what_to_do() -> None:
    error = {"error_type": "PERMISSION_DENIED", "error_message": "SELECT command denied on gold"}
    with pytest.raises(IngestionError) as caught:
        ingestion.completed(IngestionState(DATA_SET, "i", "FAILED", **error))
    assert "PERMISSION_DENIED: SELECT command denied on gold" in caught.value.problem
    assert "SELECT on gold" in caught.value.action


def test_an_unknown_error_type_still_has_a_next_step() -> None:
    with pytest.raises(IngestionError, match="no error type: no error text") as caught:
        ingestion.completed(IngestionState(DATA_SET, "i", "FAILED"))
    assert "refresh history" in caught.value.action


def test_a_cancelled_ingestion_is_an_error() -> None:
    with pytest.raises(IngestionError, match="was cancelled"):
        ingestion.completed(IngestionState(DATA_SET, "i", "CANCELLED"))


def test_the_daily_limit_is_told_apart_from_a_running_ingestion(client: Any, stubber: Stubber) -> None:
    expect_list(stubber, described("old", "COMPLETED"))
    stubber.add_client_error("create_ingestion", "LimitExceededException", "too many ingestions", 409)
    expect_list(stubber, described("old", "COMPLETED"))
    with pytest.raises(IngestionError, match="none is running") as caught:
        start(client)
    assert "32 a day" in caught.value.action


@pytest.mark.parametrize(
    ("code", "action"),
    [
        ("ResourceNotFoundException", "Terraform"),
        ("AccessDeniedException", "execution role"),
        ("InvalidParameterValueException", "settings"),
    ],
)
def test_a_refused_call_names_code_text_and_next_step(
    client: Any, stubber: Stubber, code: str, action: str
) -> None:
    stubber.add_client_error("list_ingestions", code, "the text of the API", 400)
    with pytest.raises(IngestionError, match=f"{code}: the text of the API") as caught:
        start(client)
    assert action in caught.value.action


def test_a_refusal_to_start_is_an_ingestion_error(client: Any, stubber: Stubber) -> None:
    expect_list(stubber)
    stubber.add_client_error("create_ingestion", "AccessDeniedException", "no", 401)
    with pytest.raises(IngestionError, match="CreateIngestion"):
        start(client)
