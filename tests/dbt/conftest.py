"""A warehouse in which every model is built from sample data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from dev.sample.sample_world import SampleWorld
from dev.sample.world import DEFAULT_SEED
from dev.servers.mysql_server import MySqlServer
from tests.conftest import started_mysql
from tests.dbt.model_warehouse import CORE, ModelWarehouse
from tests.dbt.unit_bench import UnitBench

AS_OF = date(2026, 2, 10)
SNAPSHOT_DAYS = 12


@pytest.fixture(scope="session")
def mysql_server() -> Iterator[MySqlServer]:
    """A server of the models' own: other tests restart theirs, and drop every schema on it."""
    with started_mysql() as server:
        yield server


def fill(warehouse: ModelWarehouse, seed: int = DEFAULT_SEED) -> None:
    """Make the schemas anew, with the raw rows of day 0 of a sample world and the snapshots up to it."""
    warehouse.create()
    world = SampleWorld(seed)
    today = world.world.on(AS_OF)
    for table in CORE:
        warehouse.insert_many(table, list(today.records(table)))
    for back in range(SNAPSHOT_DAYS):
        day = AS_OF - timedelta(days=back)
        if back == 5:  # a day without a snapshot
            continue
        warehouse.insert_many(
            "tenant_daily_snapshots",
            [
                {
                    "snapshot_date": day,
                    "tenant_id": row["id"],
                    "status": row["status"],
                    "contract_type": row["contract_type"],
                    "full_name": row["full_name"],
                }
                for row in world.world.on(day).records("tenants")
            ],
        )


@pytest.fixture(scope="session")
def built(mysql_server: MySqlServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelWarehouse]:
    """Return a warehouse with the sample world of day 0, all models built and all tests passed."""
    warehouse = ModelWarehouse(mysql_server.target, "dbt_", tmp_path_factory.mktemp("dbt"))
    fill(warehouse)
    warehouse.dbt("build", as_of_date=AS_OF.isoformat())
    yield warehouse
    warehouse.drop()


@pytest.fixture(scope="session")
def bench(built: ModelWarehouse) -> UnitBench:
    """Return the bench on which unit tests of models run."""
    return UnitBench(built)


@pytest.fixture
def empty_warehouse(mysql_server: MySqlServer, tmp_path: Path) -> Iterator[ModelWarehouse]:
    """Return a warehouse of its own with empty raw tables, for tests that run dbt day by day."""
    warehouse = ModelWarehouse(mysql_server.target, "day_", tmp_path)
    warehouse.create()
    yield warehouse
    warehouse.drop()
