"""The tables of small lives after two dumps, and what tests ask of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.dbt.model_warehouse import ModelWarehouse

Rows = list[dict[str, Any]]


class Days:
    """The tables after the dump of the month end, and after that of a week later; none was in between.

    :param warehouse: where they are.
    :param at_month_end: rows of some tables as they were on the month end.
    """

    def __init__(self, warehouse: ModelWarehouse) -> None:
        self.warehouse = warehouse
        self.at_month_end: dict[str, Rows] = {}

    def rows(self, statement: str) -> Rows:
        return self.warehouse.rows(statement)

    def build(self, as_of: date, **variables: str) -> None:
        self.warehouse.dbt(
            *(
                "build",
                "--exclude",
                "resource_type:test",
                "--select",
                "+reconciliation",
                "resource_type:seed",
            ),
            as_of_date=as_of.isoformat(),
            jump_rooms=1000,
            **variables,
        )

    def room(self, room: int, day: str) -> Mapping[str, Any]:
        """Return a room's row of a day, or an empty one if it is empty at both moments."""
        found = self.rows(
            "select * from {p}silver.room_occupancy_daily "
            f"where room_id = {room} and occupancy_date = '{day}'"
        )
        return found[0] if found else {"is_movein": 0, "is_moveout": 0, "end_tenant_id": None}

    def moves(self, tenant: int) -> list[str]:
        """Return when a tenant enters and leaves which room, on the days that have a snapshot."""
        found = self.rows(
            "select concat(occupancy_date, ' in ', room_id) as move from {p}silver.room_occupancy_daily "
            f"where is_movein = 1 and end_tenant_id = {tenant} union all "
            "select concat(occupancy_date, ' out ', room_id) from {p}silver.room_occupancy_daily "
            f"where is_moveout = 1 and start_tenant_id = {tenant} order by 1"
        )
        return [str(row["move"]) for row in found]

    def events(self, tenant: int) -> list[str]:
        """Return a tenant's arrivals and departures by contract."""
        found = self.rows(
            "select concat(event_date, ' ', event_type) as event from {p}gold.move_events "
            "inner join {p}silver.int_contracts using (contract_id) "
            f"where tenant_id = {tenant} order by 1"
        )
        return [str(row["event"]) for row in found]

    def activity(self, column: str, day: str) -> int:
        rows = self.rows(
            f"select sum({column}) as n from {{p}}gold.daily_activity_summary where activity_date = '{day}'"
        )
        return int(rows[0]["n"])
