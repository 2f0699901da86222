"""A day's dump differs from the one before as it does in life: a little, and forwards."""

from __future__ import annotations

import pytest

from dev.sample.calendar import BASE, iso
from dev.sample.sample_world import SampleWorld
from dev.sample.scale import Scale
from dev.sample.values import Value
from dev.sample.world import World
from dev.sample.world_day import WorldDay

Rows = dict[Value, tuple[Value, ...]]
Pairs = dict[str, tuple[Rows, Rows]]
CORE = ("movings", "tenants", "rooms", "apartments")


def by_id(day: WorldDay, table: str) -> Rows:
    return {row[0]: row for row in day.rows(table)}


@pytest.fixture(scope="module")
def pairs(core: World) -> Pairs:
    return {table: (by_id(core.day(0), table), by_id(core.day(1), table)) for table in CORE}


def test_rows_are_added_and_none_vanishes(pairs: Pairs) -> None:
    for table in ("movings", "tenants"):
        before, after = pairs[table]
        assert set(before) < set(after), table
        assert min(int(str(key)) for key in set(after) - set(before)) > max(
            int(str(key)) for key in before
        ), table


def test_most_rows_stay_the_same_and_some_change(pairs: Pairs) -> None:
    for table in CORE:
        before, after = pairs[table]
        changed = sum(after[key] != row for key, row in before.items())
        # A building is rewritten whenever one of its rooms changes hands.
        assert 0 < changed / len(before) < (0.4 if table == "apartments" else 0.05), table


def test_updated_at_of_a_changed_row_moves_on_and_that_of_others_does_not(
    core: World,
    pairs: Pairs,
) -> None:
    for table in CORE:
        before, after = pairs[table]
        updated = core.day(0).columns(table).index("updated_at")
        for key, row in before.items():
            if after[key] != row:
                assert str(after[key][updated]) > str(row[updated]), (table, key)
            if after[key][updated] == row[updated]:
                assert after[key] == row, (table, key)


def test_every_watched_table_is_fresh_on_every_day(sample: SampleWorld) -> None:
    """The dump of 05:30 JST knows updates of the last 24 hours, whatever the day."""
    for number in (0, 1, 6, 7, 45):
        day = sample.day(number)
        for table in CORE:
            updated = day.columns(table).index("updated_at")
            latest = max(str(row[updated]) for row in day.rows(table))
            # 05:30 JST is 20:30 UTC of the day before.
            assert f"{iso(BASE + number - 2)} 20:30" < latest < f"{iso(BASE + number - 1)} 20:30", (
                number,
                table,
            )


def test_life_goes_on_within_a_month(core: World) -> None:
    before = {row[0]: row[1] for row in core.day(0).snapshot()}
    after = {row[0]: row[1] for row in core.day(30).snapshot()}
    steps = {
        (before[tenant], status) for tenant, status in after.items() if before.get(tenant, status) != status
    }
    assert {(9, 14), (14, 16), (16, 17), (9, 10), (10, 9), (5, 9)} <= steps
    assert len(after) - len(before) == pytest.approx(30 * 52 * core.scale.core, rel=0.25)


def test_notices_arrive_late(core: World) -> None:
    """A notice of a day can be entered days later: an increment by notice date would lose it."""
    day0, day5 = core.day(0), core.day(5)
    column = day0.columns("movings").index("moveout_receipt_date")
    known = by_id(day0, "movings")
    late = [
        row
        for row in day5.rows("movings")
        if row[0] in known and row[column] != known[row[0]][column] and str(row[column] or "9") < "2026-02-09"
    ]
    assert late


def test_a_payment_is_settled_later_without_changing_otherwise(core: World) -> None:
    day0, day9 = core.day(0), core.day(9)
    columns = day0.columns("payments")
    after = by_id(day9, "payments")
    differing: set[str] = set()
    for row in day0.rows("payments"):
        differing |= {name for name, old, new in zip(columns, row, after[row[0]], strict=True) if old != new}
    assert differing == {"paid_amount", "balance", "payment_status", "latest_payment_date", "updated_at"}


def test_payments_are_the_rents_of_the_contracts_by_days(core: World) -> None:
    day = core.day(0)
    rents = {row["id"]: float(str(row["rent"])) for row in day.records("movings")}
    january = [row for row in day.records("payments") if row["target_month"] == "2026-01-01"]
    assert len(january) > 500
    whole = [row for row in january if float(str(row["amount"])) == rents[row["moving_id"]]]
    assert len(whole) / len(january) > 0.5
    assert all(0 < float(str(row["amount"])) <= rents[row["moving_id"]] for row in january)


def test_nearly_all_pay_some_late_in_part_or_never(core: World) -> None:
    january = [row for row in core.day(0).records("payments") if row["target_month"] == "2026-01-01"]
    open_share = sum(float(str(row["balance"])) for row in january) / sum(
        float(str(row["amount"])) for row in january
    )
    assert 0 < open_share < 0.04
    kinds = {
        "never" if row["latest_payment_date"] is None else "part" if row["balance"] != "0.00" else "whole"
        for row in january
    }
    assert kinds == {"never", "part", "whole"}
    left = {row["id"]: str(row["moveout_date_integrated"]) for row in core.day(0).records("movings")}
    late = [
        row
        for row in core.day(0).records("payments")
        if row["latest_payment_date"] and str(row["latest_payment_date"]) > left[row["moving_id"]] > "2025-06"
    ]
    assert late, "some tenants pay after they have left"


def test_tables_around_the_core_grow_unless_they_are_dead() -> None:
    world = World(scale=Scale(core=0.065, bulk=0.02))
    assert world.day(1).row_count("payments") > world.day(0).row_count("payments")
    for dead in ("tenant_histories", "Costs", "inquiries"):
        assert world.day(30).row_count(dead) == world.day(0).row_count(dead), dead


def test_tenant_histories_end_in_january_2022(core: World) -> None:
    column = core.day(0).columns("tenant_histories").index("operated_at")
    assert max(str(row[column]) for row in core.day(0).rows("tenant_histories"))[:7] == "2022-01"


def test_statuses_agree_with_the_contract_s_life(core: World) -> None:
    day = core.day(0)
    movings = {record["id"]: record for record in day.records("movings")}
    for tenant in day.records("tenants"):
        moving = movings.get(tenant["moving_id"])
        if moving is None:
            continue
        if tenant["status"] in (14, 15):
            assert moving["moveout_receipt_date"] is not None, tenant["id"]
        if tenant["status"] == 8:
            assert moving["cancel_flag"] == 1, tenant["id"]
        if tenant["status"] in (9, 10):
            assert moving["is_moveout"] == 0 or str(moving["moveout_receipt_date"]) >= "2026-02-10", tenant[
                "id"
            ]
            assert moving["cancel_flag"] == 0, tenant["id"]
