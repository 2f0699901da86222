"""The world is what is known of the business: sizes, mixes and the traps in its data."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import pytest

from dev.sample.calendar import BASE, MERGE, ordinal
from dev.sample.scale import Scale
from dev.sample.timeline import Timeline
from dev.sample.values import Value
from dev.sample.world import DEFAULT_SEED, World

Record = dict[str, Value]
PRESENT = {7, 9, 10, 11, 12, 13, 14, 15}


@pytest.fixture(scope="module")
def full() -> Timeline:
    return Timeline(DEFAULT_SEED, Scale(core=1.0, bulk=1.0))


@pytest.fixture(scope="module")
def movings(core: World) -> list[Record]:
    return list(core.day(0).records("movings"))


@pytest.fixture(scope="module")
def tenants(core: World) -> list[Record]:
    return list(core.day(0).records("tenants"))


def share(records: list[Record], column: str, *values: Value) -> float:
    return sum(record[column] in values for record in records) / len(records)


def moveout(record: Record) -> str | None:
    last = record["moveout_date_integrated"] or record["moveout_plans_date"] or record["moveout_date"]
    return None if last is None else str(last)


def test_full_scale_has_production_s_core_counts(full: Timeline) -> None:
    assert len(full.tenancies_known(BASE)) == 50_425
    assert len(full.contracts_known(BASE)) == 62_506
    assert len(full.portfolio.rooms) == 16_401
    assert full.portfolio.apartments == 1_202


def test_full_scale_statuses_are_those_of_february_2026(full: Timeline) -> None:
    statuses = Counter(tenancy.status_at(BASE) for tenancy in full.tenancies_known(BASE))
    expected = {17: 29_167, 9: 10_543, 8: 5_292, 16: 3_510, 14: 732, 10: 454, 5: 252}
    for status, count in expected.items():
        assert statuses[status] == pytest.approx(count, rel=0.2), status
    assert sum(statuses.values()) - sum(statuses[status] for status in expected) < 400


def test_full_scale_occupancy_is_about_70_percent(full: Timeline) -> None:
    rooms: set[int] = set()
    for tenancy in full.tenancies_known(BASE):
        contract = tenancy.current_contract(BASE)
        if tenancy.status_at(BASE) in PRESENT and contract is not None:
            rooms.add(contract.room)
            rooms |= {extra.room for extra in tenancy.extra_contracts if extra.is_known(BASE)}
    assert len(rooms) / 16_108 == pytest.approx(0.70, abs=0.03)


def test_full_scale_moves_are_those_of_the_business(full: Timeline) -> None:
    month = range(BASE - 90, BASE)
    moved_in = sum(tenancy.movein in month for tenancy in full.tenancies) / 3
    moved_out = sum(tenancy.leave in month for tenancy in full.tenancies) / 3
    renewed = sum(contract.renewal and BASE - 31 <= contract.movein < BASE for contract in full.contracts)
    assert 1_200 < moved_in < 1_900
    assert 1_200 < moved_out < 2_000
    assert 1_200 < renewed < 1_900


def test_no_room_is_let_to_two_unless_it_is_shared(full: Timeline) -> None:
    """A room has one tenant at a time, but for the few who share; whole buildings belong to one company."""
    occupants: dict[int, set[int]] = defaultdict(set)
    for tenancy in full.tenancies_known(BASE):
        if tenancy.status_at(BASE) in PRESENT:
            contract = tenancy.current_contract(BASE)
            assert contract is not None
            occupants[contract.room].add(tenancy.index)
    shared = sum(len(tenants) > 1 for tenants in occupants.values())
    assert shared / len(occupants) < 0.1
    whole = {room.index for a in full.portfolio.whole_leases for room in full.portfolio.rooms_of[a]}
    assert all(len(occupants[room]) <= 1 for room in whole & set(occupants))


def test_a_company_leases_whole_buildings(core: World) -> None:
    rooms_by_tenant: Counter[int] = Counter()
    for tenancy in core.timeline.tenancies_known(BASE):
        rooms_by_tenant[tenancy.index] = 1 + len(tenancy.extra_contracts)
    assert max(rooms_by_tenant.values()) >= 5


def test_contract_types_are_the_mix_of_active_contracts(movings: list[Record]) -> None:
    assert share(movings, "moving_agreement_type", 2, 3) == pytest.approx(0.27, abs=0.02)
    assert share(movings, "moving_agreement_type", 9) == pytest.approx(0.40, abs=0.02)
    assert share(movings, "moving_agreement_type", 0, 4, 5, 8) < 0.01


def test_the_source_merged_contract_types_of_tenants_but_not_of_movings(core: World) -> None:
    before, after = core.on(_day(MERGE)), core.on(_day(MERGE + 1))
    assert {3, 7, 9} <= {row[2] for row in before.snapshot()}
    assert not {3, 6, 7, 9} & {row[2] for row in after.snapshot()}
    assert {3, 7, 9} <= {row["moving_agreement_type"] for row in after.records("movings")}


def test_nationalities_are_the_known_mix_with_dirty_text(tenants: list[Record]) -> None:
    assert share(tenants, "nationality", "日本") == pytest.approx(0.383, abs=0.02)
    assert share(tenants, "nationality", "ミャンマー") == pytest.approx(0.135, abs=0.015)
    assert share(tenants, "nationality", None) == pytest.approx(0.0136, abs=0.006)
    texts = {tenant["nationality"] for tenant in tenants}
    assert {"台灣", "မြန်မာ", "Peru ", "株式会社見本商事", "男性", ""} <= texts
    assert {0, 52, -1, 200} <= {tenant["m_nationality_id"] for tenant in tenants}


def test_the_placeholder_cohort_came_in_autumn_2025_without_gender_and_affiliation(
    tenants: list[Record],
) -> None:
    cohort = [tenant for tenant in tenants if tenant["nationality"] == "レソト"]
    assert len(cohort) / len(tenants) == pytest.approx(0.0142, abs=0.004)
    assert {str(tenant["created_at"])[:7] for tenant in cohort} <= {"2025-08", "2025-09", "2025-10"}
    assert {
        (tenant["gender_type"], tenant["affiliation"], tenant["m_nationality_id"]) for tenant in cohort
    } == {(None, None, 200)}


def test_texts_that_stand_for_nothing_are_frequent(tenants: list[Record], movings: list[Record]) -> None:
    assert share(tenants, "full_name", "NULL") == pytest.approx(0.05, abs=0.015)
    assert share(tenants, "affiliation", "NULL") == pytest.approx(0.05, abs=0.015)
    assert share(movings, "first_month_per_rent", "--") == pytest.approx(0.2, abs=0.03)


def test_zero_dates_are_half_a_percent(tenants: list[Record], movings: list[Record]) -> None:
    assert share(tenants, "birth_date", "0000-00-00") == pytest.approx(0.005, abs=0.003)
    assert share(movings, "movein_exposition_date", "0000-00-00") == pytest.approx(0.005, abs=0.003)
    assert share(movings, "movein_decided_date", "0000-00-00 00:00:00") == pytest.approx(0.004, abs=0.003)
    assert 0 < share(movings, "movein_date", "0000-00-00") < 0.003


def test_dates_reach_far_into_the_future(core: World, movings: list[Record]) -> None:
    assert max(str(row["moveout_date"] or "") for row in movings) == "2302-01-28"
    assert "5300-11-12" in {row["payment_date"] for row in core.day(0).records("cleared_balances")}
    assert "2203-12-01" in {row["target_month"] for row in core.day(0).records("payments")}
    assert "2100-01-01" in {row["contract_end_date"] for row in core.day(0).records("apartments")}


def test_some_rows_were_created_in_the_future(movings: list[Record]) -> None:
    assert 5 <= sum(str(row["created_at"]) > "2026-02-10" for row in movings) <= 60


def test_some_rents_are_zero_or_negative(movings: list[Record]) -> None:
    rents = [float(str(row["rent"])) for row in movings]
    assert sum(rent <= 0 for rent in rents) / len(rents) == pytest.approx(0.035, abs=0.008)
    assert min(rents) < 0
    positive = [rent for rent in rents if rent > 0]
    assert sum(positive) / len(positive) == pytest.approx(56_000, rel=0.05)


def test_exactly_one_contract_ends_before_it_starts(movings: list[Record]) -> None:
    inverted = [
        row
        for row in movings
        if str(row["movein_date"]).startswith("20") and (moveout(row) or "9") < str(row["movein_date"])
    ]
    assert len(inverted) == 1
    assert inverted[0]["is_moveout"] == 1


def test_tenant_rooms_are_left_open_two_to_six_times(movings: list[Record]) -> None:
    pairs = Counter(
        (row["tenant_id"], row["room_id"])
        for row in movings
        if not row["is_moveout"] and not row["cancel_flag"] and moveout(row) is None
    )
    groups = Counter(pairs.values())
    extra = sum((size - 1) * count for size, count in groups.items())
    assert extra / len(movings) == pytest.approx(3_500 / 62_506, rel=0.3)
    assert max(groups) in range(3, 7)


def test_many_residents_carry_a_past_moveout_date(
    core: World, movings: list[Record], tenants: list[Record]
) -> None:
    by_id = {row["id"]: row for row in movings}
    active = [tenant for tenant in tenants if tenant["status"] in PRESENT]
    past = [
        t
        for t in active
        if t["moving_id"] in by_id and str(moveout(by_id[t["moving_id"]]) or "9") < "2026-02-10"
    ]
    assert len(past) / len(active) == pytest.approx(2_821 / 11_856, abs=0.07)


def test_few_movings_are_orphans(core: World, movings: list[Record], tenants: list[Record]) -> None:
    tenant_ids = {tenant["id"] for tenant in tenants}
    room_ids = {room["id"] for room in core.day(0).records("rooms")}
    assert 0 < sum(row["tenant_id"] not in tenant_ids for row in movings) / len(movings) < 0.05
    assert 0 < sum(row["room_id"] not in room_ids for row in movings) / len(movings) < 0.05


def test_status_5_tenants_dangle(movings: list[Record], tenants: list[Record]) -> None:
    ids = {row["id"] for row in movings}
    reserved = [tenant for tenant in tenants if tenant["status"] == 5]
    assert 0 < sum(tenant["moving_id"] not in ids for tenant in reserved) / len(reserved) < 0.25


def test_coordinates_are_missing_or_outside_for_some(core: World, movings: list[Record]) -> None:
    bad = set()
    for row in core.day(0).records("apartments"):
        latitude, longitude = row["latitude"], row["longitude"]
        if latitude is None or not (35 < float(str(latitude)) < 36 and 139 < float(str(longitude)) < 140.5):
            bad.add(row["id"])
    assert sum(row["apartment_id"] in bad for row in movings) / len(movings) == pytest.approx(0.036, abs=0.02)


def test_inquiries_are_dead_and_some_are_shared(core: World, tenants: list[Record]) -> None:
    days = sorted(str(row["inquiry_date"]) for row in core.day(0).records("inquiries"))
    assert (days[0], days[-1]) == ("2018-10-06", "2023-05-02")
    links = Counter(tenant["inquiry_id"] for tenant in tenants if tenant["inquiry_id"])
    assert max(links.values()) == 2


def test_an_id_0_row_lies_in_an_auto_increment_table(core: World) -> None:
    assert {row["id"] for row in core.day(0).records("m_moving_reasons")} == set(range(7))
    assert 0 in {row["id"] for row in core.day(0).records("items")}


def test_m_nationalities_has_200_rows_and_lesotho_last(core: World) -> None:
    rows = list(core.day(0).records("m_nationalities"))
    assert len(rows) == 200
    assert rows[199]["nationality_name"] == "レソト"
    assert rows[199]["nationality_group_id"] == 0


def test_the_ten_empty_tables_are_empty(core: World) -> None:
    empty = {table for table in core.day(0).tables if core.day(0).row_count(table) == 0}
    assert empty == {
        "Arrears_Management",
        "Arrears_Snapshot",
        "Orders",
        "approvals",
        "gmo_proof_lists",
        "m_corporate_name_contracts",
        "order_items",
        "other_clearings",
        "pmc",
        "work_reports",
    }


def test_every_person_company_and_address_is_visibly_synthetic(tenants: list[Record]) -> None:
    assert {str(tenant["email_1"]).rpartition("@")[2] for tenant in tenants} == {"example.invalid"}
    assert {tenant["account_number"] for tenant in tenants} <= {None, "0000000"}
    assert all(str(tenant["tel_1"]).startswith("000-") for tenant in tenants)


def _day(day: int) -> date:
    return date.fromordinal(day)


def test_calendar_constants_are_the_documented_days() -> None:
    assert (ordinal("2026-02-10"), ordinal("2025-09-29")) == (BASE, MERGE)
