"""Day by day, a late file, a corrected file, a day of the past: always the rows of a full rebuild."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from tests.dbt.model_warehouse import DbtResult, ModelWarehouse
from tests.dbt.status_periods import status_periods

pytestmark = [pytest.mark.mysql, pytest.mark.slow]

FIRST = date(2026, 1, 28)
DAYS = [FIRST + timedelta(days=number) for number in range(9)]
TENANTS = 40
MODELS = (
    "tenant_status_history",
    "tenant_status_transitions",
    "last_known_rooms",
    "last_known_apartments",
    "int_stay_movings",
    "room_occupancy_daily",
    "occupancy_daily",
    "occupancy_property_daily",
    "occupancy_tenant_type_daily",
)


class Days:
    """Random tenants of a few days, loaded one snapshot at a time as the pipeline loads them."""

    def __init__(self, warehouse: ModelWarehouse) -> None:
        self.warehouse = warehouse
        self.random = random.Random(4)
        self.loaded: dict[date, dict[int, int]] = {}
        self.versions = 0
        self.built = False
        warehouse.execute(
            f"create table {warehouse.prefix}ops.snapshot_loads "
            "(snapshot_date date primary key, loaded_etag varchar(128), loaded_at datetime)"
        )
        warehouse.insert(
            "apartments", [{"id": 1, "apartment_name": "Uno"}, {"id": 2, "apartment_name": "Dos"}]
        )
        warehouse.insert_many(
            "rooms", [{"id": number, "apartment_id": number % 2 + 1, "status": 1} for number in range(1, 31)]
        )
        warehouse.insert_many("movings", [self._moving(number) for number in range(1, 61)])

    def _moving(self, number: int) -> dict[str, Any]:
        begin = FIRST + timedelta(days=self.random.randint(-30, 8))
        end = begin + timedelta(days=self.random.randint(0, 40)) if self.random.random() < 0.5 else None
        return {
            "id": number,
            "tenant_id": self.random.randint(1, TENANTS),
            "apartment_id": 1,
            "room_id": self.random.randint(1, 30),
            "movein_date": begin,
            "moveout_plans_date": end,
            "is_moveout": int(end is not None and self.random.random() < 0.5),
            "moving_agreement_type": self.random.choice([1, 2, 9]),
            "rent": self.random.choice([0, 50000, 60000]),
        }

    def load(self, day: date) -> None:
        """Load the snapshot of a day, or load a corrected one over it."""
        staging = f"{self.warehouse.prefix}staging.tenant_daily_snapshots"
        last = self.loaded.get(max((known for known in self.loaded if known < day), default=FIRST), {})
        statuses = {
            tenant: last[tenant]
            if tenant in last and self.random.random() < 0.7
            else self.random.choice([5, 9, 10, 14, 16, 17])
            for tenant in range(1, TENANTS + 1)
            if self.random.random() < 0.9
        }
        self.warehouse.execute(f"delete from {staging} where snapshot_date = %s", [day])
        self.warehouse.insert_many(
            "tenant_daily_snapshots",
            [
                {"snapshot_date": day, "tenant_id": tenant, "status": status, "contract_type": 1}
                for tenant, status in statuses.items()
            ],
        )
        self.versions += 1
        self.warehouse.execute(
            f"replace into {self.warehouse.prefix}ops.snapshot_loads values (%s, %s, utc_timestamp())",
            [day, f"etag-{self.versions}"],
        )
        self.loaded[day] = statuses

    def build(self, as_of: date, *flags: str, check: bool = True, **variables: Any) -> DbtResult:
        """Run the models for a day; the code lists and views they read are made the first time."""
        selected: tuple[str, ...] = MODELS
        if not self.built:
            selected = ("resource_type:seed", "config.materialized:atomic_view", *MODELS)
            self.built = True
        return self.warehouse.dbt(
            *("build", "--exclude", "resource_type:test", *flags, "--select", *selected),
            check=check,
            as_of_date=as_of.isoformat(),
            total_physical_rooms=30,
            **variables,
        )

    def history(self) -> set[tuple[Any, ...]]:
        """Return the periods in the form of status_periods()."""
        return {
            tuple(row.values())
            for row in self.warehouse.rows(
                "select tenant_id, status_code, valid_from, valid_to, change_type, status_since, "
                "previous_status_code from {p}silver.tenant_status_history"
            )
        }

    def columns(self) -> list[dict[str, Any]]:
        """Return name and type of each column of the models."""
        return self.warehouse.rows(
            "select table_name as model, column_name as name, column_type as type, is_nullable as nullable"
            " from information_schema.columns where table_schema in ('{p}silver', '{p}gold')"
            f" and table_name in {MODELS} order by table_name, ordinal_position"
        )

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        """Return all rows of the day-replacing models and of what is made of them, as-of dates aside."""
        tables = {
            "silver.tenant_status_history": "tenant_id, valid_from",
            "silver.room_occupancy_daily": "occupancy_date, room_id",
            "gold.tenant_status_transitions": "tenant_id, effective_date",
            "gold.occupancy_daily": "occupancy_date",
            "gold.occupancy_property_daily": "occupancy_date, apartment_id",
        }
        return {
            table: [
                {name: value for name, value in row.items() if name != "as_of_date"}
                for row in self.warehouse.rows(f"select * from {{p}}{table} order by {order}")
            ]
            for table, order in tables.items()
        }


def test_daily_runs_late_and_corrected_snapshots_and_past_days_equal_a_full_rebuild(
    empty_warehouse: ModelWarehouse,
) -> None:
    days = Days(empty_warehouse)
    late, corrected, newest = DAYS[3], DAYS[1], DAYS[-1]
    for day in DAYS[:6]:
        if day != late:
            days.load(day)

    days.build(DAYS[5])
    assert days.history() == status_periods(days.loaded, DAYS[5])
    columns = days.columns()
    assert {row["model"] for row in columns} == set(MODELS)

    # The next two days in one run, as after a night without a dump.
    days.load(DAYS[6])
    days.load(DAYS[7])
    days.build(DAYS[7])
    assert days.history() == status_periods(days.loaded, DAYS[7])
    assert days.columns() == columns, "a later build has other types than the first"

    # A file that arrives late, one that was corrected, and the newest day.
    days.load(late)
    days.load(corrected)
    days.load(newest)
    days.build(newest)
    assert days.history() == status_periods(days.loaded, newest)
    grown = days.everything()

    # The same day once more changes nothing.
    days.build(newest)
    assert days.everything() == grown

    days.build(newest, "--full-refresh")
    assert days.everything() == grown

    # A day of the past: as if the days after it had not come yet ...
    days.build(DAYS[4])
    assert days.history() == status_periods(days.loaded, DAYS[4])
    kinds = empty_warehouse.rows(
        "select row_kind, max(occupancy_date) as last_day from {p}gold.occupancy_daily group by row_kind"
    )
    assert {row["row_kind"]: row["last_day"] for row in kinds}["fact"] == DAYS[4]

    # ... and back.
    days.build(newest)
    assert days.everything() == grown


def test_days_that_all_change_at_once_are_built_in_batches(empty_warehouse: ModelWarehouse) -> None:
    """As after all snapshots were loaded again: 261 days in one statement left the server no memory."""
    days = Days(empty_warehouse)
    for day in DAYS:
        days.load(day)
    days.build(DAYS[-1])
    grown = days.everything()
    empty_warehouse.execute(
        f"update {empty_warehouse.prefix}ops.snapshot_loads set loaded_etag = concat(loaded_etag, ' again')"
    )
    days.build(DAYS[-1], batch_days=2)
    assert days.everything() == grown
    log = (empty_warehouse.work / "logs" / "dbt.log").read_text(encoding="utf-8")
    # The history is filled through its part the first time, too, in one batch of all nine days.
    for table, statements in {"room_occupancy_daily": 5, "tenant_status_history": 1 + 5}.items():
        part = f"`{empty_warehouse.prefix}silver`.`{table}__dbt_part`"
        assert log.count(f"create table {part}") + log.count(f"insert into {part}") == statements, table


def test_two_models_do_not_create_the_log_of_days_at_once(empty_warehouse: ModelWarehouse) -> None:
    """Two CREATE TABLE IF NOT EXISTS of one missing table deadlock, so each model takes a lock for it."""
    days = Days(empty_warehouse)
    days.load(FIRST)
    log_of_days = f"{empty_warehouse.prefix}silver.built_days"
    with empty_warehouse.target.connect() as other, other.cursor() as cursor:
        cursor.execute(f"select get_lock('{log_of_days}', 0)")
        done = days.build(FIRST, swap_lock_wait_seconds=1, check=False)
    assert not done.success
    assert done.output.count("Another dbt process is building") >= 2
    assert empty_warehouse.rows("show tables from {p}silver like 'built_days'") == []

    days.build(FIRST)
    assert len(empty_warehouse.rows(f"select distinct model from {log_of_days}")) == 5

    built = "select model, built_at from {p}silver.built_models order by model"
    first = empty_warehouse.rows(built)
    assert [row["model"] for row in first] == [
        "occupancy_daily",
        "occupancy_property_daily",
        "occupancy_tenant_type_daily",
        "room_occupancy_daily",
        "tenant_status_history",
    ]
    days.build(FIRST)
    again = empty_warehouse.rows(built)
    assert all(new["built_at"] > old["built_at"] for old, new in zip(first, again, strict=True))


def test_a_table_of_an_older_release_that_lacks_a_column_is_built_anew(
    empty_warehouse: ModelWarehouse,
) -> None:
    days = Days(empty_warehouse)
    for day in DAYS[:3]:
        days.load(day)
    days.build(DAYS[2])
    expected = days.everything()
    empty_warehouse.execute(
        f"alter table {empty_warehouse.prefix}gold.occupancy_daily drop column vanished_overnight"
    )
    days.build(DAYS[2])
    assert days.everything() == expected
