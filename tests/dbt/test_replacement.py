"""Readers of gold see the old rows or the new ones: no error, no gap, whatever an earlier run left behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pymysql
import pytest

from tests.dbt.conftest import AS_OF
from tests.dbt.model_warehouse import ModelWarehouse

pytestmark = [pytest.mark.mysql, pytest.mark.slow]


class Reader(threading.Thread):
    """Counts the rows of a table again and again, as a dashboard without a pause would."""

    def __init__(self, warehouse: ModelWarehouse, table: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.connection = warehouse.target.connect()
        self.statement = f"select count(*) from {warehouse.prefix}{table}"
        self.stop = stop
        self.counts: set[int] = set()
        self.errors: list[str] = []
        self.reads = 0

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                with self.connection.cursor() as cursor:
                    cursor.execute(self.statement)
                    self.counts.update(row[0] for row in cursor.fetchall())
            except pymysql.MySQLError as error:
                self.errors.append(str(error))
            self.reads += 1
            self.stop.wait(0.002)


@contextmanager
def watched(warehouse: ModelWarehouse, tables: Sequence[str]) -> Iterator[None]:
    """Read tables without a pause while the body runs: no read fails, and all see the same number of rows.

    Reading has begun before the body, and goes on until every reader has read once more after it. How often
    it reads in between is the machine's affair.
    """
    stop = threading.Event()
    readers = [Reader(warehouse, table, stop) for table in tables]
    for reader in readers:
        reader.start()
    try:
        _read_again(readers)
        before = [reader.reads for reader in readers]
        yield
        during = [reader.reads - earlier for reader, earlier in zip(readers, before, strict=True)]
        _read_again(readers)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    for reader in readers:
        assert reader.errors == [], reader.statement
        assert len(reader.counts) == 1, f"{reader.statement}: {reader.counts}"
        assert reader.counts != {0}, reader.statement
    assert min(during) > 0, "no read during the replacement"


def _read_again(readers: Sequence[Reader]) -> None:
    """Wait until every reader has begun and ended a read from now on."""
    goals = [reader.reads + 2 for reader in readers]
    deadline = time.monotonic() + 120
    while any(reader.reads < goal for reader, goal in zip(readers, goals, strict=True)):
        assert time.monotonic() < deadline, "a reader has stopped reading"
        time.sleep(0.005)


def _left_overs(warehouse: ModelWarehouse) -> list[dict[str, Any]]:
    schemas = ", ".join(f"'{warehouse.prefix}{name}'" for name in ("silver", "gold", "seeds"))
    return warehouse.rows(
        f"select table_name as name from information_schema.tables where table_schema in ({schemas}) "
        "and table_name like '%\\_\\_dbt\\_%'"
    )


def test_the_readers_do_notice_a_table_that_is_gone_for_a_moment(built: ModelWarehouse) -> None:
    table, away = f"{built.prefix}gold.new_contracts", f"{built.prefix}gold.away"

    def take_away_and_give_back() -> None:
        with watched(built, ("gold.new_contracts",)):
            built.execute(f"rename table {table} to {away}")
            time.sleep(0.5)
            built.execute(f"rename table {away} to {table}")

    with pytest.raises(AssertionError, match="1146"):
        take_away_and_give_back()


def test_readers_see_no_error_and_no_gap_while_everything_is_built_again(built: ModelWarehouse) -> None:
    gold = f"{built.prefix}gold"
    # What a run that was killed leaves behind must not stop the next one.
    built.execute(f"create table {gold}.new_contracts__dbt_tmp (left_over int)")
    built.execute(f"create view {gold}.new_contracts__dbt_backup as select 1 as left_over")
    with watched(built, ("gold.new_contracts", "gold.occupancy_daily", "silver.int_contracts")):
        built.dbt("run", "--select", "int_contracts", "new_contracts", as_of_date=AS_OF.isoformat())
        built.dbt("run", "--full-refresh", "--select", "occupancy_daily", as_of_date=AS_OF.isoformat())
    assert _left_overs(built) == []


def test_readers_see_no_error_and_no_gap_while_a_day_is_deleted_and_inserted(built: ModelWarehouse) -> None:
    replaced = {
        "silver": ("tenant_status_history", "room_occupancy_daily", "code_distribution_daily"),
        "gold": ("occupancy_daily", "occupancy_property_daily"),
    }
    names = [name for models in replaced.values() for name in models]
    with watched(built, [f"{schema}.{name}" for schema, models in replaced.items() for name in models]):
        for _ in range(2):
            built.dbt("run", "--select", *names, as_of_date=AS_OF.isoformat())
    assert _left_overs(built) == []


def test_readers_see_no_error_and_no_gap_while_a_view_is_replaced(built: ModelWarehouse) -> None:
    """A view over a view, and a view that takes the place of a table of an earlier version."""
    silver = f"{built.prefix}silver"
    built.execute(f"create table {silver}.rooms_before as select * from {silver}.stg_rooms")
    built.execute(f"drop view {silver}.stg_rooms")
    built.execute(f"rename table {silver}.rooms_before to {silver}.stg_rooms")
    with watched(built, ("silver.int_rooms", "silver.int_tenants", "silver.stg_movings")):
        for _ in range(3):
            built.dbt(
                *("run", "--select", "stg_rooms", "int_rooms", "stg_tenants", "int_tenants", "stg_movings"),
                as_of_date=AS_OF.isoformat(),
            )
    assert built.rows(
        "select table_type as kind from information_schema.tables "
        "where table_schema = '{p}silver' and table_name = 'stg_rooms'"
    ) == [{"kind": "VIEW"}]
    assert _left_overs(built) == []


@pytest.mark.parametrize("flags", [(), ("--full-refresh",)])
def test_readers_see_no_error_and_no_gap_while_code_lists_are_loaded(
    built: ModelWarehouse, flags: tuple[str, ...]
) -> None:
    """The models' views join the lists, so a list that is gone for a moment is an error on a dashboard."""
    with watched(built, ("seeds.code_tenant_status", "seeds.code_contract_type", "silver.int_tenants")):
        for _ in range(2):
            built.dbt("build", *flags, "--select", "resource_type:seed", as_of_date=AS_OF.isoformat())
    assert _left_overs(built) == []


def test_a_list_that_gained_a_column_has_it_after_the_next_load(built: ModelWarehouse) -> None:
    """Delete and insert would fail for ever on a column that the table lacks."""
    built.execute(f"alter table {built.prefix}seeds.code_contract_type drop column note")
    built.dbt("build", "--select", "code_contract_type", as_of_date=AS_OF.isoformat())
    assert built.rows("select count(note) as notes from {p}seeds.code_contract_type where note <> ''") == [
        {"notes": 3}
    ]


def test_a_second_process_on_a_model_waits_and_says_why(built: ModelWarehouse) -> None:
    other = built.target.connect()
    try:
        with other.cursor() as cursor:
            cursor.execute(f"select get_lock('{built.prefix}gold.new_contracts', 0)")
        done = built.dbt(
            "run",
            "--select",
            "new_contracts",
            check=False,
            as_of_date=AS_OF.isoformat(),
            swap_lock_wait_seconds=1,
        )
    finally:
        other.close()
    assert not done.success
    assert "Another dbt process is building" in done.output
