"""The SQL of each data set gives exactly the columns of its description, on gold as dbt defines it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pymysql
import pytest
import yaml

from include.mysql.target import WarehouseTarget
from include.settings import PROJECT_DIR

ASSETS = PROJECT_DIR / "include" / "quicksight" / "assets"
DATA_SETS = sorted((ASSETS / "data_sets").glob("*.sql"))
GOLD = PROJECT_DIR / "dbt" / "models" / "gold"

# Type codes of the protocol, by the type that QuickSight sees.
KINDS = {
    "DATETIME": {pymysql.FIELD_TYPE.DATE, pymysql.FIELD_TYPE.DATETIME, pymysql.FIELD_TYPE.TIMESTAMP},
    "INTEGER": {
        pymysql.FIELD_TYPE.TINY,
        pymysql.FIELD_TYPE.SHORT,
        pymysql.FIELD_TYPE.LONG,
        pymysql.FIELD_TYPE.LONGLONG,
        pymysql.FIELD_TYPE.INT24,
        pymysql.FIELD_TYPE.NEWDECIMAL,
    },
    "DECIMAL": {pymysql.FIELD_TYPE.NEWDECIMAL, pymysql.FIELD_TYPE.DOUBLE, pymysql.FIELD_TYPE.LONGLONG},
    "STRING": {pymysql.FIELD_TYPE.VAR_STRING, pymysql.FIELD_TYPE.VARCHAR, pymysql.FIELD_TYPE.STRING},
}


# Two buildings with one number, and two days of one of them.
BUILDINGS = """
INSERT INTO gold.occupancy_property_daily
    (occupancy_date, apartment_id, asset_id_hj, physical_rooms, rooms_at_end)
VALUES ('2026-02-10', 1, 'A', 4, 2), ('2026-02-10', 2, 'A', 4, 2), ('2026-02-09', 1, 'A', 4, 1)
"""
DAYS = """
INSERT INTO gold.occupancy_daily (occupancy_date, row_kind)
VALUES ('2026-02-10', 'fact'), ('2026-02-10', 'projection'), ('2026-02-11', 'projection')
"""


def described(path: Path) -> dict[str, str]:
    content = yaml.safe_load(path.with_suffix(".yml").read_text(encoding="utf-8"))
    return {column["name"]: column["type"] for column in content["columns"]}


def type_of(column: str) -> str:
    """Return a MySQL type for a column of gold, by the naming rules of the models."""
    if column.endswith("_date"):
        return "date"
    if column in {"monthly_rent", "latitude", "longitude"} or re.search(r"rate$|^rent_|average_rent", column):
        return "decimal(14, 6)"
    if column in {
        "contract_id",
        "age",
        "contract_channel",
        "moveins",
        "moveouts",
        "apartment_id",
    } or re.search(r"^is_|^rooms_|_rooms$|_days$|_months$|^net_|^new_contracts$", column):
        return "bigint"
    return "varchar(191)"


@pytest.fixture(scope="module")
def gold(mysql_server: object) -> Iterator[WarehouseTarget]:
    """Make the tables of gold with the columns that dbt's descriptions name, one row in each."""
    target: WarehouseTarget = mysql_server.target  # type: ignore[attr-defined]
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS gold")
        cursor.execute("CREATE DATABASE gold")
        for path in sorted(GOLD.rglob("*.yml")):
            for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
                parts = ", ".join(
                    f"`{column['name']}` {type_of(column['name'])} NULL" for column in model["columns"]
                )
                cursor.execute(f"CREATE TABLE gold.`{model['name']}` ({parts})")
    yield target
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("DROP DATABASE gold")


def test_every_data_set_has_sql_and_a_description() -> None:
    assert {path.stem for path in DATA_SETS} == {path.stem for path in (ASSETS / "data_sets").glob("*.yml")}


@pytest.mark.mysql
@pytest.mark.parametrize("path", DATA_SETS, ids=[path.stem for path in DATA_SETS])
def test_sql_gives_the_described_columns_with_the_described_types(path: Path, gold: WarehouseTarget) -> None:
    with gold.connect() as connection, connection.cursor() as cursor:
        cursor.execute(path.read_text(encoding="utf-8"))
        found = {column[0]: column[1] for column in cursor.description}
    assert list(found) == list(described(path))
    for name, kind in described(path).items():
        assert found[name] in KINDS[kind], f"{name} is not {kind}"


@pytest.mark.mysql
@pytest.mark.parametrize("path", DATA_SETS, ids=[path.stem for path in DATA_SETS])
def test_joins_do_not_multiply_rows(path: Path, gold: WarehouseTarget) -> None:
    # Incident 10: a fan-out join tripled the inquiries.
    with gold.connect() as connection, connection.cursor() as cursor:
        for table, key in (("new_contracts", "contract_id"), ("moveouts", "contract_id")):
            cursor.execute(f"DELETE FROM gold.{table}")
            cursor.execute(f"INSERT INTO gold.{table} ({key}, asset_id_hj) VALUES (1, 'A'), (2, 'A')")
        cursor.execute("DELETE FROM gold.moveout_notices")
        cursor.execute("INSERT INTO gold.moveout_notices (contract_id) VALUES (1), (2)")
        cursor.execute("DELETE FROM gold.occupancy_property_daily")
        cursor.execute(BUILDINGS)
        cursor.execute("DELETE FROM gold.occupancy_daily")
        cursor.execute(DAYS)
        cursor.execute("DELETE FROM gold.daily_activity_summary")
        cursor.execute(
            "INSERT INTO gold.daily_activity_summary (activity_date, tenant_type, as_of_date) VALUES"
            " ('2026-02-10', 'individual', '2026-02-10'), ('2026-02-10', 'corporate', '2026-02-10')"
        )
        cursor.execute(path.read_text(encoding="utf-8"))
        assert len(cursor.fetchall()) == 2


@pytest.mark.mysql
def test_bands_have_no_hole(gold: WarehouseTarget) -> None:
    sql = (ASSETS / "data_sets" / "new_contracts.sql").read_text(encoding="utf-8")
    cases = {
        (None, None): ("Unknown", "Unknown"),
        (49999, 17): ("Budget", "Unknown"),
        (50000, 18): ("Standard", "18-24"),
        (69999, 24): ("Standard", "18-24"),
        (70000, 25): ("Premium", "25-34"),
        (90000, 55): ("Luxury", "55+"),
    }
    with gold.connect() as connection, connection.cursor(pymysql.cursors.DictCursor) as cursor:
        cursor.execute("DELETE FROM gold.new_contracts")
        for number, (rent, age) in enumerate(cases):
            cursor.execute(
                "INSERT INTO gold.new_contracts (contract_id, monthly_rent, age) VALUES (%s, %s, %s)",
                (number, rent, age),
            )
        cursor.execute(f"SELECT rent_tier, age_group FROM ({sql}) AS data_set ORDER BY contract_id")
        assert [(row["rent_tier"], row["age_group"]) for row in cursor.fetchall()] == list(cases.values())


@pytest.mark.mysql
def test_row_permissions_name_the_four_organisations(gold: WarehouseTarget) -> None:
    sql = (ASSETS / "row_level_security" / "row_permissions.sql").read_text(encoding="utf-8")
    with gold.connect() as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        assert [column[0] for column in cursor.description] == ["GroupName", "tenant_type"]
        groups = {row[0] for row in cursor.fetchall()}
    assert groups == {"Warburg_PE", "JRAM_SPC", "Tosei_AM", "GGhouse_PM"}
    for path in DATA_SETS:
        assert "tenant_type" in described(path), "the filtered column must be in every data set"
