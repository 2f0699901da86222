"""Readers of gold see the old rows or the new ones: no error, no gap, whatever an earlier run left behind."""

from __future__ import annotations

import threading

import pymysql
import pytest

from tests.dbt.conftest import AS_OF
from tests.dbt.model_warehouse import ModelWarehouse

pytestmark = [pytest.mark.mysql, pytest.mark.slow]

WATCHED = ("gold.new_contracts", "gold.occupancy_daily", "silver.int_contracts", "seeds.code_tenant_status")


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


def test_readers_see_no_error_and_no_gap_while_everything_is_built_again(built: ModelWarehouse) -> None:
    gold = f"{built.prefix}gold"
    # What a run that was killed leaves behind must not stop the next one.
    built.execute(f"create table {gold}.new_contracts__dbt_tmp (left_over int)")
    built.execute(f"create view {gold}.new_contracts__dbt_backup as select 1 as left_over")
    stop = threading.Event()
    readers = [Reader(built, table, stop) for table in WATCHED]
    for reader in readers:
        reader.start()
    try:
        built.dbt("seed", as_of_date=AS_OF.isoformat())
        built.dbt("run", "--select", "int_contracts", "new_contracts", as_of_date=AS_OF.isoformat())
        built.dbt("run", "--full-refresh", "--select", "occupancy_daily", as_of_date=AS_OF.isoformat())
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    for reader in readers:
        assert reader.errors == [], reader.statement
        assert len(reader.counts) == 1, f"{reader.statement}: {reader.counts}"
        assert reader.reads > 100
    left = built.rows(
        f"select table_name as name from information_schema.tables where table_schema = '{gold}' "
        "and table_name like '%\\_\\_dbt\\_%'"
    )
    assert left == []


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
