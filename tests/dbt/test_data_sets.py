"""The columns of a data set have, in the table that dbt builds, the types that QuickSight is given."""

from __future__ import annotations

import pytest

from dev.definitions.data_set_model import DataSetModel
from include.health.numbers import collect_numbers
from tests.dbt.model_warehouse import ModelWarehouse

pytestmark = pytest.mark.mysql

# Types of MySQL by the word for them in the yml; QuickSight takes any whole number for an INTEGER.
KINDS = {
    "date": {"date", "datetime"},
    "bigint": {"bigint", "int", "smallint", "tinyint"},
    "decimal": {"decimal"},
    "varchar": {"varchar", "char", "text", "mediumtext", "longtext"},
}


@pytest.mark.parametrize(
    "data_set", DataSetModel.read_all().values(), ids=lambda data_set: data_set.identifier
)
def test_the_described_types_are_those_of_the_table(data_set: DataSetModel, built: ModelWarehouse) -> None:
    found = dict(
        built.execute(
            "select column_name, data_type from information_schema.columns "
            "where table_schema = %s and table_name = %s",
            [f"{built.prefix}gold", data_set.table],
        )
    )
    wrong = {
        name: found.get(name)
        for name, column in data_set.columns.items()
        if found.get(name) not in KINDS[column.data_type]
    }
    assert wrong == {}


def test_a_portfolio_and_the_sum_of_its_tenant_types_are_the_same_rooms(built: ModelWarehouse) -> None:
    # M6, M7, M12: each figure that two tables show is one figure.
    today = built.rows("select * from {p}gold.bi_occupancy where is_as_of_day = 1")[0]
    for table, condition in (("bi_rooms", "true"), ("bi_activity", "is_as_of_day = 1")):
        (row,) = built.rows(
            "select sum(rooms_at_start) as rooms_at_start, sum(rooms_at_end) as rooms_at_end "
            f"from {{p}}gold.{table} where {condition}"
        )
        for name in ("rooms_at_start", "rooms_at_end"):
            assert row[name] == today[name], (table, name)
    (month,) = built.rows("select * from {p}gold.bi_months where is_as_of_month = 1 and is_portfolio = 1")
    for name in ("rooms_at_start", "rooms_at_end", "physical_rooms", "occupancy_rate_at_start", "rent_jpy"):
        assert month[name] == today[name], name
    (signed,) = built.rows(
        "select sum(signings) as signings, sum(moveouts) as moveouts, sum(net_moveins) as net_moveins "
        "from {p}gold.bi_activity where is_as_of_month = 1"
    )
    for name in ("signings", "moveouts", "net_moveins"):
        assert month[name] == signed[name], name
    assert today["rooms_in_source"] == built.rows("select count(*) as n from {p}gold.bi_rooms")[0]["n"]


def test_figures_of_others_are_never_an_empty_data_set(built: ModelWarehouse) -> None:
    # The code list is delivered empty, and an empty data set is an alarm.
    assert built.rows("select count(*) as n from {p}seeds.external_figures")[0]["n"] == 0
    (found,) = built.rows(
        "select count(*) as figures, count(distinct figure_month) as months, min(comparison) as lowest, "
        "max(comparison) as highest, sum(our_definition is null) as undefined "
        "from {p}gold.external_figures_compared"
    )
    assert found["lowest"] == found["highest"] == "not entered"
    assert found["months"] == 13
    # Eight movements of three tenant types and their sum are there in every month.
    assert found["figures"] >= 13 * 8 * 4
    assert found["undefined"] == 0


def test_the_numbers_preview_reads_columns_that_the_tables_have(built: ModelWarehouse) -> None:
    # A query on a missing column is skipped there, because a table may be older than the release.
    found = collect_numbers(lambda sql: built.rows(sql.replace(" gold.", " {p}gold.")))
    assert {name for name, rows in found.items() if not rows} == {"numbers_external_figures"}
