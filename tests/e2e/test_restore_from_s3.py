"""The whole warehouse is lost, and S3 is what is left: the runbook restore-from-s3.md, rehearsed."""

from __future__ import annotations

import pytest

from dev.local.airflow_api import AirflowApi
from dev.local.dag_run import DagRun
from dev.local.production_users import USERS, create_production_users
from dev.local.stack import Stack
from dev.local.stack_state import StackState
from include.mysql.target import WarehouseTarget
from tests.conftest import drop_schemas
from tests.e2e.conftest import DAG_ID, DAY, contents, failed_tasks, finish, query

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.mysql,
    pytest.mark.aws,
    pytest.mark.timeout(3600),
]
RUN_ID = "e2e-restore-from-s3"
# Their rows record when they were written, so no checksum stays: what they say is compared instead. The
# runbook names both: what the sources of today do not give any more does not come back.
RECORD_TIMES = {
    "staging.llm_enrichment_cache": "tenant_id, full_name_hash, llm_nationality, llm_confidence",
    "staging.property_geo_latlon_backup": "apartment_id, full_address, latitude, longitude",
}


def said(warehouse: WarehouseTarget) -> dict[str, list[tuple]]:
    """Return what the tables say that record times."""
    return {
        table: query(warehouse, f"SELECT {columns} FROM {table} ORDER BY 1")
        for table, columns in RECORD_TIMES.items()
    }


def test_one_run_builds_everything_again_from_what_is_in_s3(
    stack: Stack, airflow: AirflowApi, run: DagRun, warehouse: WarehouseTarget
) -> None:
    before, said_before = contents(warehouse), said(warehouse)
    assert len(before) > 81 + 20
    days = query(warehouse, "SELECT COUNT(DISTINCT snapshot_date) FROM staging.tenant_daily_snapshots")
    assert days[0][0] > 20

    drop_schemas(stack.root())
    assert query(stack.root(), "SHOW DATABASES LIKE 'gold'") == []
    # Step 2 of the runbook: schemas, users and rights, from the SQL of production. Passwords stay.
    secrets = StackState.load(stack.folder / "state.json").secrets
    create_production_users(stack.root(), {name: secrets[name] for name in USERS})

    airflow.trigger(DAG_ID, {"dump_date": DAY.isoformat(), "force_restore": True}, run_id=RUN_ID)
    ended = finish(airflow, RUN_ID)
    assert list(failed_tasks(airflow, RUN_ID)) == []
    assert ended.state == "success"

    after = contents(warehouse)
    assert after.keys() == before.keys()
    assert {name for name in before if before[name] != after[name]} <= set(RECORD_TIMES)
    assert said(warehouse) == said_before
    assert all(said_before.values())
