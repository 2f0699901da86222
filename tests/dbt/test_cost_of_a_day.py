"""A day's run reads the rows of the days it builds, however many days there were before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.dbt.model_warehouse import ModelWarehouse

pytestmark = [pytest.mark.mysql, pytest.mark.slow]

FIRST = date(2025, 10, 1)
TENANTS = 1000
ROOMS = 300
MODELS = (
    "tenant_status_history",
    "last_known_rooms",
    "last_known_apartments",
    "int_stay_movings",
    "room_occupancy_daily",
    "occupancy_daily",
    "occupancy_property_daily",
    "occupancy_tenant_type_daily",
    "source_coverage",
)


def add_snapshots(warehouse: ModelWarehouse, days: range) -> None:
    warehouse.insert_many(
        "tenant_daily_snapshots",
        [
            {
                "snapshot_date": FIRST + timedelta(days=day),
                "tenant_id": tenant,
                "status": 9 if (tenant + day) % 40 else 14,
                "contract_type": 1,
            }
            for day in days
            for tenant in range(1, TENANTS + 1)
        ],
    )


def rows_read_by_a_run(warehouse: ModelWarehouse, newest: int, *selected: str) -> int:
    """Build the models for a day; return how many rows of InnoDB tables the server read meanwhile."""

    def rows_read() -> int:
        return int(warehouse.rows("show global status like 'Innodb_rows_read'")[0]["Value"])

    before = rows_read()
    warehouse.dbt(
        *("build", "--exclude", "resource_type:test", "--select", *MODELS, *selected),
        as_of_date=(FIRST + timedelta(days=newest)).isoformat(),
        total_physical_rooms=ROOMS,
    )
    return rows_read() - before


def test_a_day_does_not_cost_more_the_more_days_there_were(empty_warehouse: ModelWarehouse) -> None:
    """The predecessor read ten million snapshot rows every morning."""
    empty_warehouse.insert("apartments", [{"id": 1, "apartment_name": "Uno"}])
    empty_warehouse.insert_many(
        "rooms", [{"id": number, "apartment_id": 1, "status": 1} for number in range(1, ROOMS + 1)]
    )
    empty_warehouse.insert_many(
        "movings",
        [
            {"id": n, "tenant_id": n, "apartment_id": 1, "room_id": n, "movein_date": FIRST}
            for n in range(1, ROOMS + 1)
        ],
    )
    add_snapshots(empty_warehouse, range(10))
    rows_read_by_a_run(empty_warehouse, 9, "resource_type:seed", "config.materialized:atomic_view")
    few_days = rows_read_by_a_run(empty_warehouse, 9)
    assert few_days > TENANTS, "the day itself was read"

    add_snapshots(empty_warehouse, range(10, 110))
    rows_read_by_a_run(empty_warehouse, 109)
    many_days = rows_read_by_a_run(empty_warehouse, 109)

    # Some rows of the log for each day; no row of a tenant or a room of a day that was built before.
    assert many_days - few_days < 100 * ROOMS / 3, f"{few_days:,} rows read, then {many_days:,}"
