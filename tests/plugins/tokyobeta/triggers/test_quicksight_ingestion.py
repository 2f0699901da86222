"""The trigger that waits for SPICE: serialisable, bounded, and never blocking the event loop."""

from __future__ import annotations

import asyncio
import importlib
import time
from contextlib import asynccontextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tokyobeta.triggers import quicksight_ingestion
from tokyobeta.triggers.quicksight_ingestion import QuickSightIngestionTrigger

# Seconds after which a wait has failed: an end that a loaded machine does not reach by being slow.
PATIENCE = 60.0
THROTTLED = ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow"}}, "DescribeIngestion")


class AsyncClient:
    """Answers describe_ingestion from a list of statuses, repeating the last."""

    def __init__(self, *answers: str | Exception) -> None:
        self.answers = list(answers)
        self.calls: list[dict[str, Any]] = []

    async def describe_ingestion(self, **request: Any) -> dict[str, Any]:
        self.calls.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return {"Ingestion": {"IngestionId": request["IngestionId"], "IngestionStatus": answer}}


def trigger(seconds: float = PATIENCE) -> QuickSightIngestionTrigger:
    return QuickSightIngestionTrigger(
        aws_conn_id="aws_default",
        account="123456789012",
        data_set_id="d",
        ingestion_id="i",
        poll_seconds=0.02,
        deadline=time.time() + seconds,
    )


def run(monkeypatch: pytest.MonkeyPatch, client: AsyncClient, seconds: float = PATIENCE) -> dict[str, Any]:
    @asynccontextmanager
    async def opened() -> Any:
        yield client

    async def connect(_conn_id: str) -> Any:
        return opened()

    async def first_event() -> Any:
        return await anext(aiter(trigger(seconds).run()))

    monkeypatch.setattr(quicksight_ingestion, "quicksight_client_async", connect)
    payload: dict[str, Any] = asyncio.run(asyncio.wait_for(first_event(), PATIENCE)).payload
    return payload


def test_the_triggerer_can_build_it_again_from_its_serialised_form() -> None:
    path, arguments = trigger().serialize()
    module, _, name = path.rpartition(".")
    again = getattr(importlib.import_module(module), name)(**arguments)
    assert isinstance(again, QuickSightIngestionTrigger)
    assert again.serialize() == (path, arguments)


@pytest.mark.parametrize("end", ["COMPLETED", "FAILED", "CANCELLED"])
def test_it_reports_the_end(monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    client = AsyncClient("QUEUED", "RUNNING", end)
    assert run(monkeypatch, client)["state"]["status"] == end
    assert client.calls[0] == {"AwsAccountId": "123456789012", "DataSetId": "d", "IngestionId": "i"}
    assert len(client.calls) == 3


def test_throttling_does_not_end_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, AsyncClient(THROTTLED, THROTTLED, "COMPLETED"))["state"]["status"] == "COMPLETED"


def test_it_stops_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, AsyncClient("RUNNING"), 0.2)["state"]["status"] == "RUNNING"
    assert "ThrottlingException" in run(monkeypatch, AsyncClient(THROTTLED), 0.2)["error"]


def test_many_waits_share_one_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """None ends before all were asked for: a wait that blocked the loop would keep the others out."""
    asked: set[int] = set()

    class Client(AsyncClient):
        async def describe_ingestion(self, **request: Any) -> dict[str, Any]:
            asked.add(id(self))
            self.answers = ["COMPLETED" if len(asked) == 50 else "RUNNING"]
            return await super().describe_ingestion(**request)

    clients = [Client("RUNNING") for _ in range(50)]
    free = iter(clients)

    @asynccontextmanager
    async def opened() -> Any:
        yield next(free)

    async def connect(_conn_id: str) -> Any:
        return opened()

    async def all_events() -> Any:
        waits = (anext(aiter(trigger(PATIENCE).run())) for _ in clients)
        return await asyncio.wait_for(asyncio.gather(*waits), PATIENCE)

    monkeypatch.setattr(quicksight_ingestion, "quicksight_client_async", connect)
    events = asyncio.run(all_events())
    assert [event.payload["state"]["status"] for event in events] == ["COMPLETED"] * 50
