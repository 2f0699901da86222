"""The refresh operator: what it starts, when it defers, and what it makes of the trigger's report."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk.exceptions import TaskDeferred

from include.exceptions import IngestionError
from include.quicksight import ingestion
from include.quicksight.ingestion_handle import IngestionHandle
from include.quicksight.ingestion_state import IngestionState
from include.settings import Settings
from tokyobeta.operators import quicksight_refresh
from tokyobeta.operators.quicksight_refresh import QuickSightRefreshOperator
from tokyobeta.triggers.quicksight_ingestion import QuickSightIngestionTrigger

DATA_SET = "tokyobeta-moveouts"
GOLD = json.dumps({"complete_at": 0.0, "rows": {"bi_moveouts": 12}})
CONTEXT: Any = {"run_id": "manual__2026-02-10T00:00:00+00:00", "ti": SimpleNamespace(try_number=1)}


TIMEOUT_SECONDS = 5000.0


NOW = 1_770_674_400.0


class Spice:
    """Ingestions of one data set: ``ends`` says as what each one ends."""

    def __init__(self, *ends: str, foreign_first: bool = False) -> None:
        self.ends = list(ends)
        self.foreign_first = foreign_first
        self.started: list[str] = []

    def start_or_join(
        self,
        _client: Any,
        _account: str,
        data_set_id: str,
        run_key: str,
        _since: float,
        *,
        completed_counts: bool,
    ) -> IngestionHandle:
        assert completed_counts
        foreign = self.foreign_first and not self.started
        self.started.append(run_key)
        return IngestionHandle(data_set_id, f"i{len(self.started)}", joined=foreign, own=not foreign)


def still_running(handle: IngestionHandle) -> IngestionState:
    return IngestionState(handle.data_set_id, handle.ingestion_id, "RUNNING")


@pytest.fixture
def spice(monkeypatch: pytest.MonkeyPatch) -> Any:
    def use(spice: Spice) -> Spice:
        settings = Settings(quicksight_poll_seconds=10.0, quicksight_timeout_seconds=TIMEOUT_SECONDS)
        monkeypatch.setattr(quicksight_refresh, "get_settings", lambda: settings)
        monkeypatch.setattr(quicksight_refresh, "quicksight_client", lambda _conn: None)
        monkeypatch.setattr(quicksight_refresh.time, "time", lambda: NOW)
        monkeypatch.setattr(quicksight_refresh, "proven_gold", json.loads)
        monkeypatch.setattr(ingestion, "start_or_join", spice.start_or_join)
        monkeypatch.setattr(ingestion, "look", lambda _client, _account, handle: still_running(handle))

        async def wait(trigger: QuickSightIngestionTrigger) -> dict[str, Any]:
            state = IngestionState(trigger.data_set_id, trigger.ingestion_id, spice.ends.pop(0), 12, 0)
            return {"state": state.as_dict()}

        monkeypatch.setattr(QuickSightIngestionTrigger, "wait", wait)
        return spice

    return use


def operator(*, deferrable: bool) -> QuickSightRefreshOperator:
    return QuickSightRefreshOperator(
        task_id="refresh", data_set_id=DATA_SET, gold=GOLD, deferrable=deferrable
    )


def test_it_waits_and_returns_the_row_counts(spice: Any) -> None:
    spice(Spice("COMPLETED"))
    result = operator(deferrable=False).execute(CONTEXT)
    assert (result["data_set_id"], result["status"], result["rows_ingested"]) == (DATA_SET, "COMPLETED", 12)


def test_the_wait_is_left_to_the_triggerer(spice: Any) -> None:
    spice(Spice())
    with pytest.raises(TaskDeferred) as deferred:
        operator(deferrable=True).execute(CONTEXT)
    assert deferred.value.method_name == "resume"
    trigger = deferred.value.trigger
    assert isinstance(trigger, QuickSightIngestionTrigger)
    assert (trigger.data_set_id, trigger.ingestion_id) == (DATA_SET, "i1")
    assert trigger.deadline == NOW + TIMEOUT_SECONDS
    assert deferred.value.kwargs is not None
    assert deferred.value.kwargs["own"] is True


def resume(state: dict[str, Any], *, own: bool = True) -> dict[str, Any]:
    event = {"state": IngestionState(DATA_SET, "i1", **state).as_dict()}
    deadline = NOW + TIMEOUT_SECONDS
    return operator(deferrable=True).resume(CONTEXT, event, deadline=deadline, own=own)


def test_it_goes_on_where_the_trigger_ended(spice: Any) -> None:
    spice(Spice())
    assert resume({"status": "COMPLETED", "rows_ingested": 12})["rows_ingested"] == 12
    with pytest.raises(IngestionError, match="SQL_EXCEPTION: broken"):
        resume({"status": "FAILED", "error_type": "SQL_EXCEPTION", "error_message": "broken"})
    with pytest.raises(IngestionError, match="still RUNNING"):
        resume({"status": "RUNNING"})
    with pytest.raises(IngestionError, match="did not answer"):
        operator(deferrable=True).resume(CONTEXT, {"error": "x"}, deadline=0.0, own=True)


@pytest.mark.parametrize("its_end", ["COMPLETED", "FAILED", "CANCELLED"])
def test_anothers_ingestion_is_followed_by_one_of_our_own(spice: Any, its_end: str) -> None:
    running = spice(Spice(its_end, "COMPLETED", foreign_first=True))
    assert operator(deferrable=False).execute(CONTEXT)["ingestion_id"] == "i2"
    assert len(running.started) == 2
    after_defer = spice(Spice())
    with pytest.raises(TaskDeferred):
        resume({"status": its_end}, own=False)
    assert len(after_defer.started) == 1


def test_dropped_rows_are_an_error(spice: Any) -> None:
    spice(Spice())
    with pytest.raises(IngestionError, match="2 were dropped"):
        resume({"status": "COMPLETED", "rows_ingested": 10, "rows_dropped": 2})


@pytest.mark.parametrize("value", ["True", "False"])
def test_deferring_follows_the_airflow_setting(
    monkeypatch: pytest.MonkeyPatch, spice: Any, value: str
) -> None:
    monkeypatch.setenv("AIRFLOW__OPERATORS__DEFAULT_DEFERRABLE", value)
    spice(Spice("COMPLETED"))
    task = QuickSightRefreshOperator(task_id="refresh", data_set_id=DATA_SET, gold=GOLD)
    if value == "True":
        with pytest.raises(TaskDeferred):
            task.execute(CONTEXT)
    else:
        assert task.execute(CONTEXT)["status"] == "COMPLETED"


def test_it_can_be_mapped_over_data_sets() -> None:
    mapped = QuickSightRefreshOperator.partial(task_id="refresh", gold=GOLD).expand(data_set_id=["a", "b"])
    assert mapped.operator_class is QuickSightRefreshOperator
