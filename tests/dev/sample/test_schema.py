"""The tables of the source are production's: names, column counts and documented positions."""

from __future__ import annotations

from pathlib import Path

import pytest

from dev.sample.schema import source_extras, source_tables

EXPECTED_TABLES = Path(__file__).parents[3] / "include" / "staging" / "expected_tables.txt"

COLUMN_COUNTS = {
    "movings": 101,
    "tenants": 114,
    "apartments": 87,
    "rooms": 35,
    "m_nationalities": 11,
    "Arrears_Management": 26,
    "Arrears_Snapshot": 27,
    "Orders": 14,
    "approvals": 12,
    "gmo_proof_lists": 16,
    "m_corporate_name_contracts": 15,
    "order_items": 19,
    "other_clearings": 21,
    "pmc": 17,
    "work_reports": 10,
}

POSITIONS = {
    "movings": {
        26: "moveout_receipt_date",
        27: "move_renew_flag",
        41: "moving_agreement_type",
        42: "tenant_contract_type",
        43: "rent_start_date",
        61: "expiration_date",
        90: "moveout_date_integrated",
        91: "is_moveout",
    },
    "tenants": {
        9: "gender_type",
        11: "personal_identity",
        25: "affiliation",
        51: "age",
        52: "nationality",
        53: "media_id",
    },
    "rooms": {3: "room_number"},
}


def test_there_are_81_tables_and_the_warehouse_expects_the_same() -> None:
    expected = EXPECTED_TABLES.read_text(encoding="utf-8").split()
    assert len(expected) == 81
    assert set(source_tables()) == set(expected)


def test_names_keep_the_case_of_the_source() -> None:
    assert {"Fundhing_Request", "Costs_items", "Arrears_Snapshot", "pmc", "ry", "ju"} <= set(source_tables())


@pytest.mark.parametrize(("table", "count"), COLUMN_COUNTS.items())
def test_column_counts_are_production_s(table: str, count: int) -> None:
    assert len(source_tables()[table].columns) == count


@pytest.mark.parametrize("table", POSITIONS)
def test_columns_are_at_their_documented_positions(table: str) -> None:
    names = source_tables()[table].column_names
    assert {position: names[position - 1] for position in POSITIONS[table]} == POSITIONS[table]


def test_every_column_of_every_statement_is_read() -> None:
    for table in source_tables().values():
        written = [line for line in table.statement.splitlines() if line.startswith("  `")]
        assert len(written) == len(table.columns), table.name


def test_full_name_defaults_to_the_text_null() -> None:
    column = next(column for column in source_tables()["tenants"].columns if column.name == "full_name")
    assert column.default_value() == "NULL"


def test_no_table_declares_a_foreign_key() -> None:
    assert not any("FOREIGN KEY" in table.statement for table in source_tables().values())


def test_a_procedure_would_delete_tenants_if_anybody_ran_it() -> None:
    kinds = ["PROCEDURE", "TRIGGER", "EVENT", "VIEW"]
    assert sorted(kind for kind in kinds for text in source_extras() if f"CREATE {kind}" in text) == sorted(
        kinds
    )
    assert any("DELETE FROM `tenants`" in text for text in source_extras())
