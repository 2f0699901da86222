"""Small lives with odd turns, as the source has them: rows of a few tenants and their statuses day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from tests.dbt.model_warehouse import ModelWarehouse

FIRST, MONTH_END, LAST = date(2024, 2, 20), date(2024, 2, 29), date(2024, 3, 7)
GAP = date(2024, 2, 27)

#: Status of each tenant: (from day, status), in order.
STATUSES: dict[int, tuple[tuple[str, int], ...]] = {
    101: (("2024-02-20", 6), ("2024-02-29", 9)),
    102: (("2024-02-20", 14), ("2024-03-01", 17)),
    201: (("2024-02-20", 17),),
    301: (("2024-02-20", 14), ("2024-03-01", 17)),
    302: (("2024-02-20", 6), ("2024-03-01", 7)),
    401: (("2024-02-20", 9),),
    801: (("2024-02-20", 9), ("2024-02-26", 16), ("2024-02-27", 9)),
    1001: (("2024-02-20", 6), ("2024-02-28", 9)),
    1002: (("2024-02-20", 6), ("2024-02-28", 9)),
    1003: (("2024-02-20", 6), ("2024-02-28", 9)),
    1101: (("2024-02-20", 9),),
    1102: (("2024-02-20", 9),),
    1201: (("2024-02-20", 9),),
    1202: (("2024-02-20", 9),),
    1301: (("2024-02-20", 6), ("2024-02-27", 9)),
    1302: (("2024-02-20", 14), ("2024-02-27", 17)),
    1401: (("2024-02-20", 9),),
    1601: (("2024-02-20", 14), ("2024-02-29", 16)),
    1701: (("2024-02-20", 9),),
    1801: (("2024-02-20", 9),),
    1901: (("2024-02-20", 14), ("2024-02-26", 17)),
    1902: (("2024-02-20", 9),),
    2001: (("2024-02-20", 9),),
    2002: (("2024-02-20", 14), ("2024-02-25", 17)),
    2101: (("2024-02-20", 14), ("2024-02-25", 16)),
    2111: (("2024-02-20", 9), ("2024-02-25", 17)),
    2121: (("2024-02-20", 14), ("2024-02-24", 16)),
    2131: (("2024-02-20", 9),),
    2141: (("2024-02-20", 9),),
    2151: (("2024-02-20", 6), ("2024-02-23", 9)),
    2161: (("2024-02-20", 14), ("2024-02-25", 16)),
    2181: (("2024-02-20", 9), ("2024-02-24", 16)),
    2182: (("2024-02-20", 9),),
}
#: The dump of the last day has these tenants no more, so its snapshot has not either.
DELETED = frozenset({1901, 2001, 2002})


def _moving(number: int, begin: str | None, **values: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": number,
        "tenant_id": number,
        "apartment_id": 1,
        "room_id": number,
        "movein_date": begin,
        "original_movein_date": begin,
        "movein_decided_date": begin,
        "moving_agreement_type": 9,
        "cancel_flag": 0,
        "is_moveout": 0,
        "rent": 50000,
    }
    return row | values


def _left(number: int, begin: str, notice: str | None, day: str, **values: Any) -> dict[str, Any]:
    """Return a row whose move-out the source calls done."""
    done = {"moveout_receipt_date": notice, "moveout_plans_date": day, "is_moveout": 1}
    return _moving(number, begin, **(done | values))


def _renewed(number: int, of: int, begin: str, signed: str, first: str) -> dict[str, Any]:
    """Return a renewal of the tenant and room of another row."""
    facts = {"tenant_id": of, "room_id": of, "movein_decided_date": signed, "original_movein_date": first}
    return _moving(number, begin, **facts)


#: The rows of the dump of the month end.
MOVINGS = (
    _moving(101, "2024-02-29"),
    _moving(102, "2023-08-31", moveout_plans_date="2024-02-29", moveout_receipt_date="2022-02-28"),
    _moving(201, "2024-02-26", moveout_plans_date="2024-02-20", is_moveout=1),
    _moving(
        301, "2023-01-01", moveout_plans_date="2024-02-29", moveout_receipt_date="2024-02-01", is_moveout=1
    ),
    _moving(302, "2024-02-29", room_id=301),
    _moving(401, "2023-02-05"),
    _moving(402, "2024-02-28", tenant_id=401),
    _moving(801, "2023-05-01"),
    _moving(1001, "2024-02-28", rent=-50000),
    _moving(1002, "2024-02-28", rent=0),
    _moving(1003, "2024-02-28", rent=None),
    _moving(
        1101,
        "2024-02-15",
        created_at="2024-02-11 15:00:00",
        updated_at="2024-02-11 14:59:59",
        movein_decided_date="2024-02-10 23:59:59",
    ),
    _moving(1102, "2024-02-15", movein_decided_date="2024-02-11 00:00:00"),
    _moving(1201, "2023-03-03", apartment_id=121),
    _moving(1202, "2023-03-03", apartment_id=122),
    _moving(1301, "2024-02-27"),
    _moving(
        1302, "2023-04-04", moveout_plans_date="2024-02-27", moveout_receipt_date="2024-02-01", is_moveout=1
    ),
    _moving(1401, "2024-01-01", movein_decided_date="2023-12-01"),
    _moving(1601, "2023-06-05"),
    _moving(
        1602,
        "2023-12-05",
        tenant_id=1601,
        room_id=1601,
        original_movein_date="2023-06-05",
        moveout_plans_date="2024-02-28",
        moveout_receipt_date="2024-01-28",
        is_moveout=1,
    ),
    _moving(1701, None),
    _moving(1801, "2023-10-10", movein_decided_date=None),
    _moving(1901, "2023-02-02", apartment_id=190, moveout_plans_date="2024-02-25", is_moveout=1),
    _moving(1902, "2023-02-02", apartment_id=190),
    _moving(2001, "2023-07-07"),
    _moving(
        2002, "2023-07-07", moveout_plans_date="2024-02-25", moveout_receipt_date="2024-01-20", is_moveout=1
    ),
    _left(2101, "2023-02-01", "2024-01-20", "2024-02-24"),
    _renewed(2102, 2101, "2024-02-01", "2024-01-10", "2023-02-01"),
    _left(2111, "2023-06-05", None, "2024-02-24"),
    _renewed(2112, 2111, "2023-06-06", "2023-06-06", "2023-06-06"),
    _left(2121, "2023-03-01", "2024-01-20", "2024-02-23"),
    _renewed(2122, 2121, "2024-03-01", "2024-01-10", "2023-03-01"),
    _left(2131, "2023-02-13", "2023-12-09", "2024-02-22"),
    _renewed(2132, 2131, "2024-02-23", "2024-01-12", "2023-02-13"),
    _left(2141, "2023-06-01", None, "2024-02-21"),
    _renewed(2142, 2141, "2024-02-22", "2024-02-20", "2024-02-22"),
    _left(2151, "2024-02-22", None, "2024-02-20"),
    _renewed(2152, 2151, "2024-02-22", "2024-02-15", "2024-02-22"),
    _moving(2161, "2022-05-01"),
    _left(2162, "2023-08-01", "2024-01-25", "2024-02-24", tenant_id=2161),
    _left(2181, "2023-09-01", None, "2024-02-23"),
    _moving(2182, "2023-03-02", room_id=2181),
)
#: What the dump of the last day has besides: a renewal cancelled, and the one that was signed.
LATER = (
    _moving(
        1402, "2024-04-01", tenant_id=1401, room_id=1401, movein_decided_date="2024-03-01", cancel_flag=1
    ),
    _moving(
        1403,
        "2024-04-01",
        tenant_id=1401,
        room_id=1401,
        original_movein_date="2024-01-01",
        movein_decided_date="2024-03-02",
    ),
)


def insert_lives(warehouse: ModelWarehouse) -> None:
    """Load the dump of the month end and the snapshots up to it."""
    for number, name in ((1, "SMP1"), (121, "DUP"), (122, "DUP"), (190, "SOLD")):
        warehouse.insert(
            "apartments",
            [
                {
                    "id": number,
                    "unique_number": name,
                    "apartment_name": f"見本荘{number}",
                    "prefecture": "東京都",
                    "municipality": "見本区",
                    "latitude": 35.6,
                    "longitude": 139.7,
                }
            ],
        )
    rooms = {int(row["room_id"]): int(row["apartment_id"]) for row in MOVINGS}
    warehouse.insert_many(
        "rooms",
        [{"id": room, "apartment_id": building, "status": 1} for room, building in rooms.items()],
    )
    warehouse.insert_many(
        "tenants",
        [
            {
                "id": tenant,
                "status": statuses[-1][1],
                "full_name": "見本 同名" if tenant in {1201, 1202} else f"見本 {tenant}",
                "birth_date": "2000-02-29",
            }
            for tenant, statuses in STATUSES.items()
        ],
    )
    warehouse.insert("movings", MOVINGS)
    insert_snapshots(warehouse, FIRST, MONTH_END)


def insert_later(warehouse: ModelWarehouse) -> None:
    """Load what the dump of the last day has more than that of the month end; a building and tenants go."""
    warehouse.insert("movings", LATER)
    staging = f"{warehouse.prefix}staging"
    warehouse.execute(f"update {staging}.movings set is_moveout = 1 where id = 102")
    warehouse.execute(f"delete from {staging}.rooms where apartment_id = 190")
    warehouse.execute(f"delete from {staging}.apartments where id = 190")
    for tenant in sorted(DELETED):
        warehouse.execute(f"delete from {staging}.tenants where id = {tenant}")
    insert_snapshots(warehouse, MONTH_END + timedelta(days=1), LAST)


def insert_snapshots(warehouse: ModelWarehouse, first: date, last: date) -> None:
    """Load the snapshots of some days, but for the day that has none."""
    warehouse.insert_many("tenant_daily_snapshots", list(_snapshots(first, last)))


def _snapshots(first: date, last: date) -> Iterator[Mapping[str, Any]]:
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        for tenant, statuses in STATUSES.items():
            if day != GAP and not (day >= LAST and tenant in DELETED):
                status = [status for begin, status in statuses if begin <= day.isoformat()][-1]
                yield {"snapshot_date": day, "tenant_id": tenant, "status": status, "contract_type": 1}
