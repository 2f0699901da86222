"""SPICE ingestions: start one or join the running one, and judge its end.

The waiting between the two is the trigger's, which is the only loop that polls QuickSight.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from botocore.exceptions import ClientError

from include.exceptions import IngestionError
from include.quicksight.ingestion_handle import IngestionHandle
from include.quicksight.ingestion_id import new_ingestion_id, run_prefix
from include.quicksight.ingestion_state import IngestionState

if TYPE_CHECKING:
    from mypy_boto3_quicksight import QuickSightClient

log = logging.getLogger(__name__)

ACTIONS_FILE = Path(__file__).with_name("error_actions.yml")
# Another ingestion of the data set runs (or the daily number is used up): the API names it in three ways.
_BUSY_CODES = frozenset({"LimitExceededException", "ConflictException", "ResourceExistsException"})


def start_or_join(
    client: QuickSightClient,
    account: str,
    data_set_id: str,
    run_key: str,
    since: float,
    *,
    completed_counts: bool = False,
) -> IngestionHandle:
    """Start a full ingestion of a data set, or return the one that is already running.

    :param client: a QuickSight client.
    :param account: the AWS account that owns the data set, 12 digits.
    :param data_set_id: the data set.
    :param run_key: identifier of the asking run; the same for all its tries.
    :param since: Unix time in seconds at which gold was complete. An earlier ingestion may have read what was
        there before, so it does not count as the run's own, whoever started it.
    :param completed_counts: return the run's own ingestion also if it has completed already.
    :returns: the ingestion to wait for.
    :raises IngestionError: if the API refuses, naming its error code and text.
    """

    def own(state: IngestionState) -> bool:
        return state.ingestion_id.startswith(run_prefix(run_key)) and (state.created_at or 0.0) >= since

    def counts(state: IngestionState) -> bool:
        return state.is_running or (completed_counts and state.status == "COMPLETED" and own(state))

    found = _find(client, account, data_set_id, counts)
    if found is None:
        try:
            return _create(client, account, data_set_id, run_key)
        except ClientError as error:
            if error_code(error) not in _BUSY_CODES:
                raise refused(data_set_id, error) from error
            # Somebody started one between the look and the request.
            found = _find(client, account, data_set_id, counts)
            if found is None:
                raise _daily_limit(data_set_id, error) from error
    return IngestionHandle(
        data_set_id=data_set_id, ingestion_id=found.ingestion_id, joined=True, own=own(found)
    )


def start_all(
    client: QuickSightClient, account: str, data_set_ids: Iterable[str], run_key: str, since: float
) -> list[str]:
    """Start the ingestions of several data sets, so that SPICE loads them at the same time.

    A data set that QuickSight refuses is left to whoever waits for its ingestion, who asks for it again.

    :param client: a QuickSight client.
    :param account: the AWS account that owns the data sets, 12 digits.
    :param data_set_ids: the data sets.
    :param run_key: as in :func:`start_or_join`.
    :param since: as in :func:`start_or_join`.
    :returns: the data sets whose ingestion runs or has completed.
    """
    started = []
    for data_set_id in data_set_ids:
        try:
            start_or_join(client, account, data_set_id, run_key, since, completed_counts=True)
        except IngestionError as error:
            log.warning("%s", error.problem)
        else:
            started.append(data_set_id)
    return started


def look(client: QuickSightClient, account: str, handle: IngestionHandle) -> IngestionState:
    """Return an ingestion's present state.

    :raises IngestionError: if the API refuses.
    """
    try:
        answer = client.describe_ingestion(
            AwsAccountId=account, DataSetId=handle.data_set_id, IngestionId=handle.ingestion_id
        )
    except ClientError as error:
        raise refused(handle.data_set_id, error) from error
    return IngestionState.from_api(handle.data_set_id, answer["Ingestion"])


def completed(state: IngestionState) -> IngestionState:
    """Return the state if the ingestion completed.

    :raises IngestionError: with the API's error type and text otherwise.
    """
    if state.status == "COMPLETED":
        return state
    name = f"SPICE ingestion {state.ingestion_id} of data set {state.data_set_id}"
    if state.status == "CANCELLED":
        raise IngestionError(f"The {name} was cancelled.", _action("INGESTION_CANCELED"))
    raise IngestionError(
        f"The {name} ended as {state.status}: {state.error_type or 'no error type'}: "
        f"{state.error_message or 'no error text'}",
        _action(state.error_type),
    )


def require_rows(state: IngestionState, rows: int) -> None:
    """Refuse a completed ingestion that holds another number of rows than gold.

    :param state: the completed ingestion.
    :param rows: rows of the gold table that the data set shows, one for one.
    :raises IngestionError: naming both numbers.
    """
    if state.rows_ingested != rows:
        dropped = f", {state.rows_dropped:,} were dropped" if state.rows_dropped else ""
        held = "an unknown number of" if state.rows_ingested is None else f"{state.rows_ingested:,}"
        raise IngestionError(
            f"SPICE holds {held} rows of data set {state.data_set_id}, gold has {rows:,}{dropped}.",
            "Look for dropped rows in the data set's refresh history, mend what it names, then clear this "
            "task with downstream.",
        )


def timed_out(state: IngestionState, timeout_seconds: float) -> IngestionError:
    """Return the error for an ingestion that still runs when the time is up."""
    return IngestionError(
        f"SPICE ingestion {state.ingestion_id} of data set {state.data_set_id} is still {state.status} "
        f"after {timeout_seconds:g} s.",
        "Look at its refresh history in QuickSight; clearing this task waits for the running one again.",
    )


def refused(data_set_id: str, error: ClientError) -> IngestionError:
    """Return the error for an API call that was refused."""
    code, text = error_code(error), error.response.get("Error", {}).get("Message", "")
    actions = {
        "ResourceNotFoundException": "Check the data set's name; apply the QuickSight module with Terraform.",
        "AccessDeniedException": "Allow the execution role the ingestion actions on this data set.",
    }
    return IngestionError(
        f"QuickSight refused {error.operation_name} for data set {data_set_id}: {code}: {text}",
        actions.get(
            code, "Check account, region and data set in the settings, then clear this task with downstream."
        ),
    )


def error_code(error: ClientError) -> str:
    """Return the API's error code."""
    return str(error.response.get("Error", {}).get("Code", "Unknown"))


def _find(
    client: QuickSightClient, account: str, data_set_id: str, counts: Callable[[IngestionState], bool]
) -> IngestionState | None:
    try:
        pages = client.get_paginator("list_ingestions").paginate(AwsAccountId=account, DataSetId=data_set_id)
        for page in pages:
            for ingestion in page["Ingestions"]:
                state = IngestionState.from_api(data_set_id, ingestion)
                if counts(state):
                    return state
    except ClientError as error:
        raise refused(data_set_id, error) from error
    return None


def _create(client: QuickSightClient, account: str, data_set_id: str, run_key: str) -> IngestionHandle:
    ingestion_id = new_ingestion_id(run_key)
    client.create_ingestion(
        AwsAccountId=account,
        DataSetId=data_set_id,
        IngestionId=ingestion_id,
        IngestionType="FULL_REFRESH",
    )
    return IngestionHandle(data_set_id=data_set_id, ingestion_id=ingestion_id, joined=False, own=True)


def _daily_limit(data_set_id: str, error: ClientError) -> IngestionError:
    return IngestionError(
        f"QuickSight takes no further ingestion of data set {data_set_id}, and none is running: "
        f"{error_code(error)}: {error.response.get('Error', {}).get('Message', '')}",
        "An Enterprise account allows 32 a day and data set: wait until the oldest is 24 hours old, then "
        "clear this task with downstream.",
    )


@cache
def _actions() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(ACTIONS_FILE.read_text(encoding="utf-8"))
    return loaded


def _action(error_type: str | None) -> str:
    return str(_actions()["actions"].get(error_type, _actions()["default"]))
