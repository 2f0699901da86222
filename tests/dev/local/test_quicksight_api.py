"""The QuickSight stand-in answers a real boto3 client as the API reference says."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError

from dev.local.quicksight_api.__main__ import READER_URL
from dev.local.quicksight_api.app import create_app
from dev.local.quicksight_api.data_set import DataSet, load_data_sets
from dev.local.quicksight_api.service import QuickSightService
from dev.local.quicksight_api.spice import Spice
from dev.servers.mysql_server import MySqlServer
from dev.servers.ports import LOOPBACK, free_port
from include.mysql.target import WarehouseTarget
from include.quicksight.data_sets import DATA_SET_IDS
from tests.sockets import served
from tests.waiting import PATIENCE_SECONDS, wait_until

if TYPE_CHECKING:
    from mypy_boto3_quicksight import QuickSightClient

ACCOUNT = "123456789012"
ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.mysql


# Longer than any test: an ingestion that takes so long is still running whenever a test looks at it, however
# slow the machine is. It ends because the test cancels it or gives Spice less to wait for.
ENDLESS_SECONDS = 3600.0


@pytest.fixture(scope="module")
def gold(mysql_server: MySqlServer) -> Iterator[WarehouseTarget]:
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE qs_gold")
        cursor.execute(
            "CREATE TABLE qs_gold.moveouts (id INT PRIMARY KEY, day DATE, fee DECIMAL(10,2), note TEXT)"
        )
        cursor.executemany(
            "INSERT INTO qs_gold.moveouts VALUES (%s, '2026-02-10', 1.50, '退去')",
            [(n,) for n in range(1234)],
        )
        cursor.execute("CREATE USER qs_reader@'%' IDENTIFIED BY 'only-reads'")
        cursor.execute("GRANT SELECT ON qs_gold.* TO qs_reader@'%'")
    yield mysql_server.target
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS qs_gold")
        cursor.execute("DROP USER qs_reader@'%'")


@pytest.fixture
def spice(gold: WarehouseTarget) -> Iterator[Spice]:
    """Read as the reader of gold; its ``minimum_seconds`` may be changed while an ingestion runs."""
    reader = WarehouseTarget(host=gold.host, port=gold.port, user="qs_reader", password="only-reads")
    made = Spice(reader)
    yield made
    made.minimum_seconds = 0.0  # no thread of an ingestion outlives its test


@pytest.fixture
def serve(spice: Spice) -> Iterator[Callable[..., QuickSightClient]]:
    """Return a function that starts a stand-in for given data sets and returns a client for it."""
    with ExitStack() as running:

        def start(data_sets: dict[str, str], **options: Any) -> QuickSightClient:
            known = {name: DataSet(name, name, sql) for name, sql in data_sets.items()}
            service = QuickSightService(ACCOUNT, "ap-northeast-1", spice, data_sets=lambda: known, **options)
            return client_for(running.enter_context(served(create_app(service))))

        yield start


def client_for(url: str) -> QuickSightClient:
    return boto3.client(
        "quicksight",
        endpoint_url=url,
        region_name="ap-northeast-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(retries={"total_max_attempts": 1}),
    )


def create(client: QuickSightClient, data_set: str = "moveouts", ingestion: str | None = None) -> str:
    ingestion = ingestion or uuid.uuid4().hex
    answer = client.create_ingestion(AwsAccountId=ACCOUNT, DataSetId=data_set, IngestionId=ingestion)
    assert answer["IngestionId"] == ingestion
    return ingestion


def describe(client: QuickSightClient, ingestion: str, data_set: str = "moveouts") -> dict[str, Any]:
    answer = client.describe_ingestion(AwsAccountId=ACCOUNT, DataSetId=data_set, IngestionId=ingestion)
    return dict(answer["Ingestion"])


def ended(client: QuickSightClient, ingestion: str, data_set: str = "moveouts") -> dict[str, Any]:
    waiting = {"INITIALIZED", "RUNNING", "QUEUED"}
    wait_until(
        lambda: describe(client, ingestion, data_set)["IngestionStatus"] not in waiting,
        f"the end of ingestion {ingestion}",
    )
    return describe(client, ingestion, data_set)


def wait_until_it_runs(client: QuickSightClient, ingestion: str) -> None:
    wait_until(
        lambda: describe(client, ingestion)["IngestionStatus"] == "RUNNING",
        f"ingestion {ingestion} runs",
    )


def refused(call: Callable[[], object]) -> tuple[str, int]:
    with pytest.raises(ClientError) as caught:
        call()
    response = caught.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


MOVEOUTS = {"moveouts": "SELECT id, day, fee, note FROM qs_gold.moveouts"}


def test_ingestion_completes_with_the_number_of_rows_of_its_sql(
    serve: Callable[..., QuickSightClient],
) -> None:
    client = serve(MOVEOUTS)
    before = time.time()
    answer = client.create_ingestion(
        AwsAccountId=ACCOUNT, DataSetId="moveouts", IngestionId="one", IngestionType="FULL_REFRESH"
    )
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 201
    assert answer["IngestionStatus"] == "INITIALIZED"
    assert answer["Arn"] == f"arn:aws:quicksight:ap-northeast-1:{ACCOUNT}:dataset/moveouts/ingestion/one"
    found = ended(client, "one")
    assert found["IngestionStatus"] == "COMPLETED"
    assert found["RowInfo"] == {"RowsIngested": 1234, "RowsDropped": 0, "TotalRowsInDataset": 1234}
    assert found["IngestionSizeInBytes"] > 1234
    assert found["RequestType"] == "FULL_REFRESH"
    # The API may cut fractions of a second off.
    assert before - 1 <= found["CreatedTime"].timestamp() <= time.time() + 1


def test_running_state_can_be_observed(serve: Callable[..., QuickSightClient], spice: Spice) -> None:
    client = serve(MOVEOUTS)
    spice.minimum_seconds = ENDLESS_SECONDS
    ingestion = create(client)
    wait_until_it_runs(client, ingestion)
    spice.minimum_seconds = 0.0
    assert ended(client, ingestion)["IngestionStatus"] == "COMPLETED"


def test_second_ingestion_waits_for_the_first(serve: Callable[..., QuickSightClient], spice: Spice) -> None:
    client = serve(MOVEOUTS)
    spice.minimum_seconds = ENDLESS_SECONDS
    first = create(client)
    wait_until_it_runs(client, first)
    second = create(client)
    found = describe(client, second)
    assert found["IngestionStatus"] == "QUEUED"
    assert found["QueueInfo"] == {"WaitingOnIngestion": first, "QueuedIngestion": second}
    spice.minimum_seconds = 0.0
    assert ended(client, second)["IngestionStatus"] == "COMPLETED"
    assert describe(client, first)["IngestionStatus"] == "COMPLETED"


def test_missing_table_fails_with_the_api_s_error_type_and_the_warehouse_s_text(
    serve: Callable[..., QuickSightClient],
) -> None:
    client = serve({"lost": "SELECT * FROM qs_gold.lost"})
    found = ended(client, create(client, "lost"), "lost")
    assert found["IngestionStatus"] == "FAILED"
    assert found["ErrorInfo"]["Type"] == "SQL_TABLE_NOT_FOUND"
    assert "qs_gold.lost" in found["ErrorInfo"]["Message"]
    assert "RowInfo" not in found


def test_reader_sees_nothing_but_gold(serve: Callable[..., QuickSightClient]) -> None:
    client = serve({"users": "SELECT * FROM mysql.user"})
    found = ended(client, create(client, "users"), "users")
    assert found["ErrorInfo"]["Type"] == "PERMISSION_DENIED"


def test_renamed_column_is_a_schema_mismatch(serve: Callable[..., QuickSightClient]) -> None:
    client = serve({"moveouts": "SELECT no_such_column FROM qs_gold.moveouts"})
    assert ended(client, create(client))["ErrorInfo"]["Type"] == "SQL_SCHEMA_MISMATCH_ERROR"


def test_reused_id_is_a_conflict(serve: Callable[..., QuickSightClient]) -> None:
    client = serve(MOVEOUTS)
    create(client, ingestion="same")
    assert refused(lambda: create(client, ingestion="same")) == ("ResourceExistsException", 409)


def test_unknown_data_set_account_and_ingestion_are_not_found(serve: Callable[..., QuickSightClient]) -> None:
    client = serve(MOVEOUTS)
    assert refused(lambda: create(client, "nothing")) == ("ResourceNotFoundException", 404)
    assert refused(lambda: describe(client, "nothing")) == ("ResourceNotFoundException", 404)
    assert refused(lambda: client.list_ingestions(AwsAccountId="999999999999", DataSetId="moveouts")) == (
        "ResourceNotFoundException",
        404,
    )


def test_daily_limit_is_refused(serve: Callable[..., QuickSightClient]) -> None:
    client = serve(MOVEOUTS, daily_limit=2)
    create(client)
    create(client)
    assert refused(lambda: create(client)) == ("LimitExceededException", 409)


def test_id_that_breaks_the_pattern_is_invalid(serve: Callable[..., QuickSightClient]) -> None:
    url = serve(MOVEOUTS).meta.endpoint_url
    answer = requests.put(
        f"{url}/accounts/{ACCOUNT}/data-sets/moveouts/ingestions/manual__2026:02", timeout=60
    )
    assert (answer.status_code, answer.headers["x-amzn-ErrorType"]) == (400, "InvalidParameterValueException")


def test_cancelled_ingestion_ends_as_cancelled(serve: Callable[..., QuickSightClient], spice: Spice) -> None:
    client = serve(MOVEOUTS)
    spice.minimum_seconds = ENDLESS_SECONDS
    ingestion = create(client)
    wait_until_it_runs(client, ingestion)
    client.cancel_ingestion(AwsAccountId=ACCOUNT, DataSetId="moveouts", IngestionId=ingestion)
    assert describe(client, ingestion)["IngestionStatus"] == "CANCELLED"
    assert describe(client, ingestion)["ErrorInfo"]["Type"] == "INGESTION_CANCELED"
    # The next one must not wait for a cancelled one, which would go on for an hour.
    wait_until_it_runs(client, create(client))


def test_list_is_paged_with_the_newest_first(serve: Callable[..., QuickSightClient]) -> None:
    client = serve(MOVEOUTS)
    made = [create(client) for _ in range(5)]
    pages = client.get_paginator("list_ingestions").paginate(
        AwsAccountId=ACCOUNT, DataSetId="moveouts", PaginationConfig={"PageSize": 2}
    )
    numbers = [[each["IngestionId"] for each in page["Ingestions"]] for page in pages]
    assert [len(page) for page in numbers] == [2, 2, 1]
    assert [each for page in numbers for each in page] == made[::-1]


def test_data_set_tells_its_columns_and_size(serve: Callable[..., QuickSightClient]) -> None:
    client = serve(MOVEOUTS)
    ended(client, create(client))
    found = client.describe_data_set(AwsAccountId=ACCOUNT, DataSetId="moveouts")["DataSet"]
    assert found["ImportMode"] == "SPICE"
    assert found["ConsumedSpiceCapacityInBytes"] > 0
    assert [(each["Name"], each["Type"]) for each in found["OutputColumns"]] == [
        ("id", "INTEGER"),
        ("day", "DATETIME"),
        ("fee", "DECIMAL"),
        ("note", "STRING"),
    ]


def test_defined_data_sets_are_those_that_the_pipeline_refreshes() -> None:
    assert set(load_data_sets()) == set(DATA_SET_IDS)


def test_process_serves_and_keeps_the_password_out_of_its_arguments(gold: WarehouseTarget) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "dev.local.quicksight_api", "--port", str(port), "--minimum-seconds", "0"],
        env={**os.environ, READER_URL: gold.url(), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert gold.password not in " ".join(process.args)  # type: ignore[arg-type]

        def answers() -> bool:
            assert process.poll() is None, "the process ended at its start"
            try:
                return requests.get(f"http://{LOOPBACK}:{port}/health", timeout=60).json() == {"status": "ok"}
            except requests.RequestException:
                return False

        wait_until(answers, "the stand-in's answer", pause=0.1)
        client = client_for(f"http://{LOOPBACK}:{port}")
        found = client.describe_data_set(AwsAccountId=ACCOUNT, DataSetId=DATA_SET_IDS[0])["DataSet"]
        assert found["DataSetId"] == DATA_SET_IDS[0]
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)
