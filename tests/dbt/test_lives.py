"""Odd but plausible lives through all models: what a person expects of each; numbers of the audit's cases."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from dev.servers.mysql_server import MySqlServer
from tests.dbt.lives import LAST, MONTH_END, insert_later, insert_lives
from tests.dbt.lives_days import Days
from tests.dbt.model_warehouse import ModelWarehouse

pytestmark = [pytest.mark.mysql, pytest.mark.slow]

#: Past days that the last run is asked to compute anew.
BUILT_AGAIN = {"rebuild_from": "2024-02-22", "rebuild_to": "2024-02-26"}
ROOMS_OF_DELETED = (
    "select occupancy_date, room_id, start_tenant_id, end_tenant_id, is_movein, is_moveout "
    "from {p}silver.room_occupancy_daily "
    f"where room_id in (2001, 2002) and occupancy_date <= '{MONTH_END}' order by room_id, occupancy_date"
)


@pytest.fixture(scope="module")
def days(mysql_server: MySqlServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    warehouse = ModelWarehouse(mysql_server.target, "lives_", tmp_path_factory.mktemp("lives"))
    warehouse.create()
    days = Days(warehouse)
    insert_lives(warehouse)
    days.build(MONTH_END)
    for table in ("signings", "kpi_month_end_metrics", "reconciliation", "occupancy_daily"):
        days.at_month_end[table] = days.rows(f"select * from {{p}}gold.{table}")
    days.at_month_end["rooms_of_deleted_tenants"] = days.rows(ROOMS_OF_DELETED)
    insert_later(warehouse)
    days.build(LAST, **BUILT_AGAIN)
    yield days
    warehouse.drop()


def test_every_identity_closes_on_both_days(days: Days) -> None:
    for rows in (days.at_month_end["reconciliation"], days.rows("select * from {p}gold.reconciliation")):
        assert len(rows) >= 18
        assert {row["identity"]: row["difference"] for row in rows} == {row["identity"]: 0 for row in rows}


def test_01_the_last_of_a_leap_february_is_a_month_end_and_six_months_after_the_31st_of_august(
    days: Days,
) -> None:
    assert days.room(101, "2024-02-29")["is_movein"] == 1
    assert days.room(102, "2024-02-29")["is_moveout"] == 1
    [moveout] = days.rows("select age, total_stay_months from {p}gold.moveouts where contract_id = 102")
    assert moveout == {"age": 24, "total_stay_months": 6}
    [kpi] = days.rows("select * from {p}gold.kpi_month_end_metrics where metric_date = '2024-02-29'")
    assert (kpi["is_month_end"], kpi["same_day_moveins"], kpi["same_day_moveouts"]) == (1, 2, 2)


def test_01_a_notice_24_months_old_is_listed_at_the_month_end_and_not_a_week_later(days: Days) -> None:
    left_out = days.rows(
        "select exclusion_reason from {p}gold.excluded_contracts "
        "where left_out_of = 'moveout_notices' and contract_id = 102"
    )
    assert left_out == [{"exclusion_reason": "older_than_window"}]


def test_02_a_no_show_never_lives_there_neither_arrives_nor_leaves_and_is_listed(days: Days) -> None:
    assert days.rows("select * from {p}silver.room_occupancy_daily where room_id = 201") == []
    assert days.activity("moveins", "2024-02-26") == 0
    assert days.activity("moveouts", "2024-02-20") == 0
    left_out = days.rows(
        "select left_out_of from {p}gold.excluded_contracts "
        "where contract_id = 201 and exclusion_reason = 'moveout_before_start' order by left_out_of"
    )
    assert [row["left_out_of"] for row in left_out] == ["moveins", "moveouts"]


def test_03_one_tenant_leaves_and_another_enters_on_one_day(days: Days) -> None:
    room = days.room(301, "2024-02-29")
    assert (room["start_tenant_id"], room["end_tenant_id"]) == (301, 302)
    assert (room["is_movein"], room["is_moveout"]) == (1, 1)


def test_04_a_person_who_changes_the_room_lives_in_one(days: Days) -> None:
    assert days.room(402, "2024-02-28")["is_movein"] == 1
    assert days.room(401, "2024-02-28")["is_moveout"] == 1
    assert days.room(401, "2024-02-29")["end_tenant_id"] is None
    assert days.room(402, "2024-02-29")["end_tenant_id"] == 401


def test_08_a_status_that_jumps_back_moves_nobody_and_is_flagged(days: Days) -> None:
    rows = days.rows(
        "select sum(is_movein) as moveins, sum(is_moveout) as moveouts from {p}silver.room_occupancy_daily "
        "where room_id = 801"
    )
    assert rows == [{"moveins": 0, "moveouts": 0}]
    [blip] = days.rows("select * from {p}gold.occupancy_daily where occupancy_date = '2024-02-26'")
    assert (blip["appeared_overnight"], blip["vanished_overnight"], blip["net_change"]) == (0, 1, 0)


def test_10_three_signings_without_a_rent_occupy_three_rooms_and_none_is_in_the_average(days: Days) -> None:
    assert days.activity("new_signings", "2024-02-28") == 4, "these and the new room of case 04"
    assert all(days.room(room, "2024-02-28")["is_movein"] == 1 for room in (1001, 1002, 1003))
    [kpi] = days.rows("select * from {p}gold.kpi_month_end_metrics where metric_date = '2024-02-29'")
    assert kpi["rent_jpy"] == Decimal(50000)
    assert kpi["rooms_without_rent"] == 3


def test_11_a_day_is_a_day_in_japan(days: Days) -> None:
    [moving] = days.rows("select * from {p}silver.stg_movings where moving_id = 1101")
    assert f"{moving['created_at']} {moving['updated_at']}" == "2024-02-12 00:00:00 2024-02-11 23:59:59"
    signed = days.rows(
        "select signing_date from {p}gold.signings where moving_id in (1101, 1102) order by moving_id"
    )
    assert [str(row["signing_date"]) for row in signed] == ["2024-02-10", "2024-02-11"]


def test_12_tenants_and_buildings_of_one_name_are_two(days: Days) -> None:
    rows = days.rows(
        "select apartment_id, asset_id_hj, rooms_at_end from {p}gold.occupancy_property_daily "
        "where occupancy_date = '2024-02-29' and asset_id_hj = 'DUP' order by apartment_id"
    )
    assert [(row["apartment_id"], row["rooms_at_end"]) for row in rows] == [(121, 1), (122, 1)]
    assert len(days.rows("select 1 from {p}silver.int_contracts where tenant_id in (1201, 1202)")) == 2


def test_13_movements_of_a_day_without_a_snapshot_are_counted_and_named(days: Days) -> None:
    [gap] = days.rows("select * from {p}gold.occupancy_daily where occupancy_date = '2024-02-27'")
    assert (gap["row_kind"], gap["gap_moveins"], gap["gap_moveouts"]) == ("gap", 1, 1)
    [after] = days.rows("select * from {p}gold.occupancy_daily where occupancy_date = '2024-02-28'")
    assert (after["appeared_overnight"], after["vanished_overnight"]) == (2, 1), (
        "case 08 returns that night too"
    )
    [month] = days.rows("select * from {p}gold.occupancy_monthly where occupancy_month = '2024-02'")
    assert (month["gap_days"], month["gap_moveins"], month["gap_moveouts"]) == (1, 1, 1)


def test_14_a_cancelled_renewal_and_a_renewal_leave_the_signing_where_it_was(days: Days) -> None:
    before = [row["moving_id"] for row in days.at_month_end["signings"] if row["tenant_id"] == 1401]
    after = days.rows(
        "select moving_id, signing_kind, signing_date from {p}gold.signings "
        "where tenant_id = 1401 order by moving_id"
    )
    assert before == [1401]
    assert [(row["moving_id"], row["signing_kind"], str(row["signing_date"])) for row in after] == [
        (1401, "new", "2023-12-01"),
        (1403, "renewal", "2024-03-02"),
    ]
    assert days.activity("new_signings", "2023-12-01") == 1
    assert days.activity("renewals", "2024-03-02") == 1


def test_16_a_row_left_open_hides_no_departure(days: Days) -> None:
    leaving = days.room(1601, "2024-02-28")
    assert (leaving["is_moveout"], leaving["end_tenant_id"]) == (1, None)
    assert days.room(1601, "2024-02-29")["end_tenant_id"] is None


@pytest.mark.parametrize(
    ("tenant", "events", "moves"),
    [
        pytest.param(
            2101,
            ["2023-02-01 movein", "2024-02-24 moveout"],
            ["2024-02-24 out 2101"],
            id="a-renewal-drawn-up-before-the-notice-is-left-open",
        ),
        pytest.param(
            2111,
            ["2023-06-05 movein", "2024-02-24 moveout"],
            ["2024-02-24 out 2111"],
            id="a-duplicate-that-begins-a-day-later-is-left-open",
        ),
        pytest.param(
            2121,
            ["2023-03-01 movein", "2024-02-23 moveout"],
            ["2024-02-23 out 2121"],
            id="a-renewal-drawn-up-before-the-notice-never-begins",
        ),
        pytest.param(2131, ["2023-02-13 movein"], [], id="renewed-after-a-notice-that-was-withdrawn"),
        pytest.param(2141, ["2023-06-01 movein"], [], id="the-next-term-begins-the-day-after"),
        pytest.param(
            2151,
            ["2024-02-22 movein"],
            ["2024-02-22 in 2151"],
            id="a-no-show-whose-corrected-row-has-the-same-start",
        ),
        pytest.param(
            2161,
            ["2022-05-01 movein", "2023-08-01 movein", "2024-02-24 moveout"],
            ["2024-02-24 out 2162"],
            id="a-room-left-open-long-ago-does-not-come-back-when-the-last-one-is-left",
        ),
        pytest.param(2182, ["2023-03-02 movein"], [], id="one-of-two-in-a-room-leaves-and-the-other-stays"),
    ],
)
def test_several_rows_tell_one_life(days: Days, tenant: int, events: list[str], moves: list[str]) -> None:
    assert (days.events(tenant), days.moves(tenant)) == (events, moves)


def test_18_a_resident_without_a_day_of_signing_is_there_and_arrived(days: Days) -> None:
    assert days.room(1801, "2024-02-29")["end_tenant_id"] == 1801
    assert days.activity("moveins", "2023-10-10") == 1
    assert days.activity("starts_without_signing_date", "2023-10-10") == 1
    assert days.activity("signings", "2023-10-10") == 0


def test_a_resident_without_any_date_is_listed_with_the_reason(days: Days) -> None:
    rows = days.rows("select tenant_id, reason from {p}gold.residents_without_room order by tenant_id")
    assert rows == [
        {"tenant_id": 1701, "reason": "no_move_in_date"},
        {"tenant_id": 1902, "reason": "room_not_in_source"},
    ]


def test_a_building_that_is_sold_takes_no_signing_arrival_or_departure_along(days: Days) -> None:
    assert days.rows("select 1 from {p}staging.rooms where apartment_id = 190") == []
    events = days.rows(
        "select event_type, asset_id_hj from {p}gold.move_events where contract_id = 1901 order by event_type"
    )
    assert [(row["event_type"], row["asset_id_hj"]) for row in events] == [
        ("movein", "SOLD"),
        ("moveout", "SOLD"),
    ]
    for table in ("new_contracts", "moveouts"):
        assert len(days.rows(f"select 1 from {{p}}gold.{table} where contract_id = 1901")) == 1
    assert days.activity("new_signings", "2023-02-02") == 2
    assert days.room(1901, "2024-02-25")["is_moveout"] == 1


def test_a_tenant_that_is_deleted_takes_no_signing_arrival_or_departure_along(days: Days) -> None:
    assert days.rows("select 1 from {p}staging.tenants where id = 1901") == []
    for table in ("new_contracts", "moveouts"):
        (row,) = days.rows(f"select gender, age from {{p}}gold.{table} where contract_id = 1901")
        assert row == {"gender": "Unknown", "age": None}, "nothing is known of the person any more"
    events = days.rows("select event_type from {p}gold.move_events where contract_id = 1901")
    assert sorted(str(row["event_type"]) for row in events) == ["movein", "moveout"]


def test_a_tenant_that_is_deleted_keeps_the_days_lived_there_even_where_they_are_built_again(
    days: Days,
) -> None:
    kept = days.rows(ROOMS_OF_DELETED)
    assert kept == days.at_month_end["rooms_of_deleted_tenants"]
    lived = [row["room_id"] for row in kept if row["start_tenant_id"] is not None]
    # A snapshot on every day but one; the second tenant left on the 25th.
    assert (lived.count(2001), lived.count(2002)) == (9, 6)
    built_again = days.rows(
        "select occupancy_date from {p}silver.room_occupancy_daily where room_id = 2001 "
        f"and as_of_date = '{LAST}' and occupancy_date <= '{MONTH_END}' order by occupancy_date"
    )
    assert {"2024-02-22", "2024-02-26", "2024-02-29"} <= {str(row["occupancy_date"]) for row in built_again}


def test_a_tenant_that_is_deleted_lives_there_up_to_the_last_snapshot(days: Days) -> None:
    assert days.room(2001, "2024-03-06")["end_tenant_id"] == 2001
    assert days.room(2001, str(LAST))["end_tenant_id"] is None
    [day] = days.rows(f"select * from {{p}}gold.occupancy_daily where occupancy_date = '{LAST}'")
    assert (day["moveouts"], day["vanished_overnight"]) == (0, 1)


def test_a_room_that_is_sold_is_occupied_up_to_the_last_dump_that_has_it(days: Days) -> None:
    assert days.room(1902, "2024-02-29")["end_tenant_id"] == 1902
    assert days.room(1902, "2024-03-01")["end_tenant_id"] is None
    [day] = days.rows("select * from {p}gold.occupancy_daily where occupancy_date = '2024-03-01'")
    assert day["vanished_overnight"] == 1
    [building] = days.rows(
        "select sum(rooms_at_end) as rooms from {p}gold.occupancy_property_daily where apartment_id = 190 "
        "and occupancy_date = '2024-02-29'"
    )
    assert building["rooms"] == 1


def test_a_month_end_whose_dumps_came_late_is_settled_and_says_so(days: Days) -> None:
    """No dump came for a week: the look-back of the next one no longer reaches the month end."""
    [before] = [row for row in days.at_month_end["kpi_month_end_metrics"] if row["metric_date"] == MONTH_END]
    [after] = days.rows("select * from {p}gold.kpi_month_end_metrics where metric_date = '2024-02-29'")
    assert (before["settlement"], before["computed_as_of_date"]) == ("provisional", MONTH_END)
    assert (after["settlement"], after["computed_as_of_date"]) == ("settled", LAST)
