"""Operator, library and trigger against the QuickSight stand-in, through boto3 and aiobotocore over HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from airflow.sdk.exceptions import TaskDeferred
from pymysql.connections import Connection

from dev.local.quicksight_api.app import create_app
from dev.local.quicksight_api.data_set import DataSet
from dev.local.quicksight_api.service import QuickSightService
from dev.local.quicksight_api.spice import Spice
from dev.servers.mysql_server import MySqlServer
from include.exceptions import IngestionError
from include.ledger.ledger import Ledger
from include.ledger.restore_marker_table import marker_of
from include.mysql.target import WarehouseTarget
from include.quicksight import ingestion
from include.quicksight.ingestion_id import run_prefix
from include.settings import Settings
from tests.include.conftest import record_publication, restore_record
from tests.include.world import DAY_10
from tests.sockets import served
from tests.waiting import wait_until
from tokyobeta.operators import quicksight_refresh
from tokyobeta.operators.quicksight_refresh import QuickSightRefreshOperator
from tokyobeta.triggers.quicksight_ingestion import QuickSightIngestionTrigger

pytestmark = pytest.mark.mysql
ACCOUNT = "123456789012"
RECORD = restore_record(DAY_10, {"movings": 1})
GOLD = json.dumps(
    {
        "load_id": marker_of(RECORD).load_id,
        "complete_at": 0.0,
        "rows": {"quick": 2, "slow": 1, "broken": 0},
    }
)
RUN = "manual__2026-02-10T07:00:00+09:00"
FIRST_TRY: Any = {"run_id": RUN, "ti": SimpleNamespace(try_number=1)}
SECOND_TRY: Any = {"run_id": RUN, "ti": SimpleNamespace(try_number=2)}
DATA_SETS = {
    "quick": "select 1 as n union all select 2 as n",
    # Runs for as long as a test holds the lock (MySQL manual, section 14.14: Locking Functions).
    # The time limit is longer than a test may take: an ingestion ends when its test lets it, never before.
    "slow": "select get_lock('spice', 3600) as n",
    "broken": "select no_such_column from information_schema.tables",
}


@pytest.fixture
def client(
    mysql_server: MySqlServer, connections: WarehouseTarget, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """Start the stand-in, point the connection of the pipeline to it, and return a client of our own."""
    ledger = Ledger(connections)
    ledger.ensure()
    record_publication(ledger, RECORD)
    known = {name: DataSet(name, name, sql) for name, sql in DATA_SETS.items()}
    spice = Spice(mysql_server.target, 0.0)
    service = QuickSightService(ACCOUNT, "ap-northeast-1", spice, data_sets=lambda: known)
    with served(create_app(service)) as url:
        extra = {"region_name": "ap-northeast-1", "service_config": {"quicksight": {"endpoint_url": url}}}
        connection = {"conn_type": "aws", "login": "testing", "password": "testing", "extra": extra}
        monkeypatch.setenv("AIRFLOW_CONN_AWS_DEFAULT", json.dumps(connection))
        settings = Settings(quicksight_poll_seconds=0.1, quicksight_timeout_seconds=300.0)
        monkeypatch.setattr(quicksight_refresh, "get_settings", lambda: settings)
        monkeypatch.setattr(quicksight_refresh, "DATA_SETS", {name: name for name in DATA_SETS})
        yield boto3.client(
            "quicksight",
            endpoint_url=url,
            region_name="ap-northeast-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )


@pytest.fixture
def gate(mysql_server: MySqlServer, client: Any) -> Iterator[Connection[Any]]:
    """Hold every ingestion of the slow data set until the connection is closed."""
    connection = mysql_server.target.connect()
    with connection.cursor() as cursor:
        # The server may still be ending the connection of the test before, which held the lock.
        cursor.execute("SELECT GET_LOCK('spice', 120)")
        assert cursor.fetchone() == (1,)
    yield connection
    if connection.open:
        connection.close()


@pytest.fixture
def gate_opens_while_waiting(gate: Connection[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the slow data set go on once the operator has chosen its ingestion and waits for it."""
    wait = QuickSightIngestionTrigger.wait

    async def opened(trigger: QuickSightIngestionTrigger) -> dict[str, Any]:
        if gate.open:
            gate.close()
        return await wait(trigger)

    monkeypatch.setattr(QuickSightIngestionTrigger, "wait", opened)


def refresh(data_set: str, context: Any = FIRST_TRY) -> dict[str, Any]:
    return operator(data_set, deferrable=False).execute(context)


def operator(data_set: str, *, deferrable: bool) -> QuickSightRefreshOperator:
    return QuickSightRefreshOperator(
        task_id="refresh", data_set_id=data_set, gold=GOLD, deferrable=deferrable
    )


def ingestions(client: Any, data_set: str) -> list[str]:
    listed = client.list_ingestions(AwsAccountId=ACCOUNT, DataSetId=data_set)["Ingestions"]
    return [entry["IngestionId"] for entry in listed]


def running(client: Any, data_set: str) -> bool:
    listed = client.list_ingestions(AwsAccountId=ACCOUNT, DataSetId=data_set)["Ingestions"]
    return any(entry["IngestionStatus"] not in ("COMPLETED", "FAILED") for entry in listed)


def test_rows_are_counted_and_every_try_is_an_ingestion_of_its_own(client: Any) -> None:
    first, second = refresh("quick"), refresh("quick", SECOND_TRY)
    assert first["rows_ingested"] == second["rows_ingested"] == 2
    assert first["rows_dropped"] == 0
    assert first["ingestion_id"] != second["ingestion_id"]
    assert all(name.startswith(run_prefix(RUN)) for name in ingestions(client, "quick"))


@pytest.mark.usefixtures("gate_opens_while_waiting")
def test_a_refresh_beside_anothers_waits_and_then_loads_what_is_there_now(client: Any) -> None:
    client.create_ingestion(AwsAccountId=ACCOUNT, DataSetId="slow", IngestionId="from-the-console")
    result = refresh("slow")
    assert result["status"] == "COMPLETED"
    assert result["ingestion_id"] != "from-the-console"
    assert len(ingestions(client, "slow")) == 2


@pytest.mark.usefixtures("gate_opens_while_waiting")
def test_the_retry_of_a_killed_try_joins_its_ingestion(client: Any) -> None:
    earlier = run_prefix(RUN) + "0123456789ab"
    client.create_ingestion(AwsAccountId=ACCOUNT, DataSetId="slow", IngestionId=earlier)
    assert refresh("slow")["ingestion_id"] == earlier
    assert ingestions(client, "slow") == [earlier]


def test_a_failing_query_fails_the_task_with_its_text(client: Any) -> None:
    with pytest.raises(IngestionError, match="no_such_column"):
        refresh("broken")


def test_an_ingestion_that_the_run_has_started_before_needs_no_second_one_and_no_waiting(client: Any) -> None:
    account, gold = ACCOUNT, json.loads(GOLD)
    started = ingestion.start_all(client, account, ["quick", "broken", "nothing"], RUN, gold["complete_at"])
    assert started == ["quick", "broken"]
    wait_until(lambda: not any(running(client, name) for name in started), "both ingestions have ended")
    assert operator("quick", deferrable=True).execute(FIRST_TRY)["rows_ingested"] == 2
    assert len(ingestions(client, "quick")) == 1
    with pytest.raises(IngestionError, match="no_such_column"):
        refresh("broken")
    assert len(ingestions(client, "broken")) == 2, "an ingestion that failed is asked for again"


def test_an_unknown_data_set_is_told(client: Any) -> None:
    with pytest.raises(IngestionError, match="ResourceNotFoundException"):
        refresh("tokyobeta-nothing")


def test_a_long_refresh_goes_through_the_trigger_and_ends_well(client: Any, gate: Connection[Any]) -> None:
    task = operator("slow", deferrable=True)
    with pytest.raises(TaskDeferred) as deferred:
        task.execute(FIRST_TRY)
    gate.close()

    async def first_event() -> Any:
        return await anext(aiter(deferred.value.trigger.run()))

    event = asyncio.run(first_event()).payload
    assert deferred.value.kwargs is not None
    result = task.resume(FIRST_TRY, event, **deferred.value.kwargs)
    assert (result["status"], result["rows_ingested"]) == ("COMPLETED", 1)
    assert len(ingestions(client, "slow")) == 1
