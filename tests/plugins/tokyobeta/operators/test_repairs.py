"""Repairs from the web UI: a snapshot day loaded again, SPICE sent again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from include.exceptions import ConfigurationError, IngestionError, PublishError, SnapshotError
from include.ledger.ledger import Ledger
from include.mysql.target import WarehouseTarget
from include.quicksight.data_sets import DATA_SET_IDS
from include.settings import get_settings
from include.snapshots.export import export_snapshot
from include.staging.publish.publisher import Publisher
from tests.include.staging.publish.publishing import publish
from tests.include.world import DAY_10, World
from tokyobeta.operators.spice_plan import SpicePlanOperator
from tokyobeta.operators.tenant_snapshot_load import TenantSnapshotLoadOperator
from tokyobeta.operators.tenant_snapshot_reload import TenantSnapshotReloadOperator

pytestmark = [pytest.mark.mysql, pytest.mark.aws]


class Instance:
    """What the operators ask of their task instance."""

    def __init__(self, running: int = 0) -> None:
        self.running = running
        self.pushed: dict[str, Any] = {}

    def get_dr_count(self, **_: Any) -> int:
        return self.running

    def xcom_push(self, key: str, value: Any) -> None:
        self.pushed[key] = value


@pytest.fixture
def world(connections: WarehouseTarget, data_bucket: Any) -> World:
    made = World(connections)
    made.restore(DAY_10)
    publish(Publisher(made.target, made.ledger, made.settings, pause_seconds=0.05), DAY_10)
    return made


def reload(day: str) -> TenantSnapshotReloadOperator:
    return TenantSnapshotReloadOperator(
        task_id="reload_snapshot", dump_date=day, daily_dag_id="tokyobeta_daily"
    )


def test_a_day_whose_rows_were_lost_is_loaded_again_although_its_file_is_unchanged(
    world: World, data_bucket: Any, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
):
    world.execute(
        "ALTER TABLE staging.tenants ADD COLUMN status INT DEFAULT 9, ADD COLUMN contract_type INT DEFAULT 1,"
        " ADD COLUMN full_name VARCHAR(40) DEFAULT 'Synthetic'"
    )
    export_snapshot(world.target, data_bucket, world.settings, DAY_10)
    context: Any = {"run_id": "again", "ti": Instance()}
    TenantSnapshotLoadOperator(task_id="load", dump_date=f"{DAY_10}").execute(context)
    count = f"SELECT COUNT(*) FROM staging.tenant_daily_snapshots WHERE snapshot_date = '{DAY_10}'"
    complete = world.value(count)
    world.execute("DELETE FROM staging.tenant_daily_snapshots LIMIT 1")
    assert reload(f"{DAY_10}").execute(context) == {f"{DAY_10}": complete}
    assert world.value(count) == complete
    log = caplog.text + capsys.readouterr().out
    assert "rows before" in log
    assert "Next: to see it today, clear seed_code_lists" in log


def test_a_day_without_a_file_is_refused_and_nothing_is_lost(world: World):
    missing = DAY_10 - timedelta(days=3)
    context: Any = {"run_id": "again", "ti": Instance()}
    with pytest.raises(SnapshotError, match=f"no snapshot of {missing}"):
        reload(f"{missing}").execute(context)


def plan(
    running: int = 0, data_sets: Sequence[str] | None = ("tokyobeta-rooms",)
) -> tuple[list[str], Instance]:
    ti = Instance(running)
    context: Any = {"ti": ti, "params": {"data_sets": data_sets}}
    return SpicePlanOperator(task_id="show_plan", daily_dag_id="tokyobeta_daily").execute(context), ti


def test_the_chosen_data_sets_are_sent_from_the_day_that_readers_see(world: World):
    chosen, ti = plan()
    assert chosen == ["tokyobeta-rooms"]
    assert ti.pushed == {"dump_date": f"{DAY_10}"}


@pytest.mark.parametrize("nothing", [None, []])
def test_all_data_sets_are_sent_where_none_is_chosen(world: World, nothing: list[str] | None):
    chosen, _ = plan(data_sets=nothing)
    assert chosen == list(DATA_SET_IDS)


def test_spice_is_not_sent_beside_a_daily_run(world: World):
    with pytest.raises(PublishError, match="is in progress"):
        plan(running=1)


def test_there_is_nothing_to_send_before_the_first_publication(
    connections: WarehouseTarget, empty_mysql: WarehouseTarget
):
    Ledger(connections).ensure()
    with pytest.raises(IngestionError, match="Nothing is published"):
        plan()


def test_an_environment_without_spice_says_so(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TOKYOBETA_SPICE_ENABLED", "false")
    get_settings.cache_clear()
    with pytest.raises(ConfigurationError, match="TOKYOBETA_SPICE_ENABLED"):
        plan()
