"""A normal day is quiet whatever the sample world's seed: shares of a few buildings or rooms say nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from dev.servers.mysql_server import MySqlServer
from include.ledger.model_warnings import model_warnings
from tests.dbt.conftest import AS_OF, filled_warehouse

pytestmark = [pytest.mark.mysql, pytest.mark.slow]


@pytest.mark.parametrize("seed", [11, 90210, 777001])
def test_a_normal_day_of_any_seed_has_no_warning(
    mysql_server: MySqlServer, tmp_path: Path, seed: int
) -> None:
    warehouse = filled_warehouse(mysql_server, "seed_", tmp_path, seed)
    try:
        warehouse.dbt("build", as_of_date=AS_OF.isoformat())
        assert model_warnings(warehouse.target, tmp_path / "target" / "manifest.json") == []
    finally:
        warehouse.drop()
