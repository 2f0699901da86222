"""Failed test rows hold names: what no run writes any more is dropped (review of operations, A10)."""

from __future__ import annotations

import time

import pytest

from dev.local.production_users import LOADER, USERS, create_production_users
from include.mysql.target import WarehouseTarget
from include.staging.retention.test_results import drop_old_test_results
from tests.include.world import World

pytestmark = pytest.mark.mysql


@pytest.fixture
def world(empty_mysql: WarehouseTarget) -> World:
    return World(empty_mysql)


def test_the_loading_user_drops_old_tables_of_failed_rows_and_no_others(world: World) -> None:
    loader = create_production_users(world.target, dict.fromkeys(USERS, "secret-of-a-test"))[LOADER]
    world.execute("CREATE TABLE test_results.names_are_clean (full_name VARCHAR(191))")
    world.execute("CREATE TABLE silver.names_are_clean (full_name VARCHAR(191))")
    assert drop_old_test_results(loader, keep_days=30) == []
    time.sleep(1.1)  # the server keeps the time of creation in whole seconds
    assert drop_old_test_results(loader, keep_days=0) == ["names_are_clean"]
    assert world.tables("test_results") == []
    assert world.tables("silver") == ["names_are_clean"]
