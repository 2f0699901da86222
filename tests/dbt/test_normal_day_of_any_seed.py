"""A normal day is quiet whatever the sample world's seed: shares of a few buildings or rooms say nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dev.servers.mysql_server import MySqlServer
from include.ledger.model_warnings import model_warnings
from tests.dbt.conftest import AS_OF, fill
from tests.dbt.model_warehouse import ModelWarehouse

pytestmark = [pytest.mark.mysql, pytest.mark.slow, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def warehouse(
    mysql_server: MySqlServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ModelWarehouse]:
    """Return one warehouse for all seeds: dbt starts once and reads the project once."""
    warehouse = ModelWarehouse(mysql_server.target, "seed_", tmp_path_factory.mktemp("seed"))
    yield warehouse
    warehouse.drop()


# The default seed is that of `built`, on which the other tests of the models look for warnings.
@pytest.mark.parametrize("seed", [11, 90210, 777001])
def test_a_normal_day_of_any_seed_has_no_warning(warehouse: ModelWarehouse, seed: int) -> None:
    fill(warehouse, seed)
    warehouse.dbt("build", as_of_date=AS_OF.isoformat())
    assert model_warnings(warehouse.target, warehouse.work / "target" / "manifest.json") == []
