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
from include.quicksight.ingestion_id import new_ingestion_id
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


def expect_describe(stubber: Stubber, status: str, ingestion_id: Any = ANY, **more: Any) -> None:
    stubber.add_response(
        "describe_ingestion",
        {"Ingestion": described("x" if ingestion_id is ANY else ingestion_id, status, **more)},
        {"AwsAccountId": ACCOUNT, "DataSetId": DATA_SET, "IngestionId": ingestion_id},
    )


def refresh(client: Any, timeout: float = 60.0) -> IngestionState:
    return ingestion.refresh(
        client,
        ACCOUNT,
        DATA_SET,
        RUN,
        since=GOLD_COMPLETE,
        timeout_seconds=timeout,
        poll_seconds=0.01,
        sleep=lambda _: None,
    )


def test_rows_of_a_completed_ingestion_are_returned(client: Any, stubber: Stubber) -> None:
    expect_list(stubber, described("old", "COMPLETED"))
    expect_create(stubber)
    expect_describe(stubber, "QUEUED")
    expect_describe(stubber, "RUNNING")
    expect_describe(stubber, "COMPLETED", RowInfo={"RowsIngested": 1234, "RowsDropped": 5})
    state = refresh(client)
    assert (state.status, state.rows_ingested, state.rows_dropped) == ("COMPLETED", 1234, 5)


@pytest.mark.parametrize("code", ["LimitExceededException", "ConflictException", "ResourceExistsException"])
def test_an_ingestion_that_began_between_the_look_and_the_request_is_joined(
    client: Any, stubber: Stubber, code: str
) -> None:
    expect_list(stubber)
    stubber.add_client_error("create_ingestion", code, "busy", 409)
    expect_list(stubber, described("others", "RUNNING"))
    handle = ingestion.start_or_join(client, ACCOUNT, DATA_SET, RUN, GOLD_COMPLETE)
    assert handle == IngestionHandle(DATA_SET, "others", joined=True, own=False)


def test_an_earlier_try_of_the_same_run_is_joined_and_is_enough(client: Any, stubber: Stubber) -> None:
    earlier = new_ingestion_id(RUN)
    expect_list(stubber, described("old", "FAILED"), described(earlier, "RUNNING"))
    expect_describe(stubber, "COMPLETED", earlier, RowInfo={"RowsIngested": 7, "RowsDropped": 0})
    assert refresh(client).ingestion_id == earlier


@pytest.mark.parametrize("its_end", ["COMPLETED", "FAILED", "CANCELLED"])
def test_anothers_ingestion_is_waited_for_and_a_fresh_one_follows(
    client: Any, stubber: Stubber, its_end: str
) -> None:
    """It may have read gold before this run rebuilt it; its failure is not this run's."""
    expect_list(stubber, described("others", "RUNNING"))
    expect_describe(stubber, its_end, "others")
    expect_list(stubber, described("others", its_end))
    expect_create(stubber)
    expect_describe(stubber, "COMPLETED", RowInfo={"RowsIngested": 9, "RowsDropped": 0})
    assert refresh(client).rows_ingested == 9


def test_an_ingestion_of_the_run_that_began_before_gold_was_complete_is_followed_by_a_fresh_one(
    client: Any, stubber: Stubber
) -> None:
    """A cleared model builds gold anew while the refresh of the try before still reads it."""
    early = {
        **described(new_ingestion_id(RUN), "RUNNING"),
        "CreatedTime": datetime.fromtimestamp(GOLD_COMPLETE - 1, UTC),
    }
    expect_list(stubber, early)
    expect_describe(stubber, "COMPLETED", early["IngestionId"])
    expect_list(stubber)
    expect_create(stubber)
    expect_describe(stubber, "COMPLETED", RowInfo={"RowsIngested": 9, "RowsDropped": 0})
    assert refresh(client).rows_ingested == 9


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
    running = ingestion.find_running(client, ACCOUNT, DATA_SET)
    assert running is not None
    assert running.ingestion_id == "now"


def test_a_failure_carries_the_apis_error_and_what_to_do(client: Any, stubber: Stubber) -> None:
    expect_list(stubber)
    expect_create(stubber)
    expect_describe(
        stubber, "FAILED", ErrorInfo={"Type": "PERMISSION_DENIED", "Message": "SELECT command denied on gold"}
    )
    with pytest.raises(IngestionError) as caught:
        refresh(client)
    assert "PERMISSION_DENIED: SELECT command denied on gold" in caught.value.problem
    assert "SELECT on gold" in caught.value.action


def test_an_unknown_error_type_still_has_a_next_step(client: Any, stubber: Stubber) -> None:
    expect_list(stubber)
    expect_create(stubber)
    expect_describe(stubber, "FAILED")
    with pytest.raises(IngestionError, match="no error type: no error text") as caught:
        refresh(client)
    assert "refresh history" in caught.value.action


def test_a_cancelled_ingestion_is_an_error(client: Any, stubber: Stubber) -> None:
    expect_list(stubber)
    expect_create(stubber)
    expect_describe(stubber, "CANCELLED")
    with pytest.raises(IngestionError, match="was cancelled"):
        refresh(client)


def test_the_wait_has_an_end(client: Any, stubber: Stubber) -> None:
    expect_list(stubber)
    expect_create(stubber)
    # One look and no more: a second one would find no answer prepared.
    expect_describe(stubber, "RUNNING")
    with pytest.raises(IngestionError, match="still RUNNING after 0 s"):
        refresh(client, timeout=0)


def test_the_daily_limit_is_told_apart_from_a_running_ingestion(client: Any, stubber: Stubber) -> None:
    expect_list(stubber, described("old", "COMPLETED"))
    stubber.add_client_error("create_ingestion", "LimitExceededException", "too many ingestions", 409)
    expect_list(stubber, described("old", "COMPLETED"))
    with pytest.raises(IngestionError, match="none is running") as caught:
        refresh(client)
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
        refresh(client)
    assert action in caught.value.action


def test_a_refusal_to_start_or_to_describe_is_an_ingestion_error(client: Any, stubber: Stubber) -> None:
    expect_list(stubber)
    stubber.add_client_error("create_ingestion", "AccessDeniedException", "no", 401)
    with pytest.raises(IngestionError, match="CreateIngestion"):
        refresh(client)
    stubber.add_client_error("describe_ingestion", "ResourceNotFoundException", "no", 404)
    with pytest.raises(IngestionError, match="DescribeIngestion"):
        ingestion.poll(client, ACCOUNT, IngestionHandle(DATA_SET, "x", joined=False, own=True))
