"""Lineage: every dashboard leads back to the dump, and what a dump feeds ends at dashboards."""

from __future__ import annotations

from include.health.lineage import Lineage
from include.health.lineage_graph import DUMP, KINDS, lineage_rows
from include.quicksight.data_sets import DATA_SETS
from include.settings import Settings
from tests.include.health.ledger_days import DAY, LedgerDays


def lineage() -> Lineage:
    days = LedgerDays().good(DAY)
    days.tables["lineage"] = lineage_rows(Settings().dbt_manifest)
    return Lineage(days.history(), DAY)


def test_every_dashboard_and_data_set_leads_back_to_the_dump():
    found = lineage()
    names = found.names()
    assert set(names["data set"]) == set(DATA_SETS)
    assert len(names["dashboard"]) >= 7
    for name in (*names["dashboard"], *names["data set"]):
        if name != "tokyobeta-definitions":  # of a code list alone
            assert found.back(name)[-1]["name"] == DUMP, name


def test_a_step_away_is_further_than_everything_it_reads():
    found = lineage()
    for name in found.names()["dashboard"]:
        far = {row["name"]: row["steps"] for row in found.back(name)}
        for row in found.back(name):
            assert all(far[read] > row["steps"] for read in row["reads"]), row["name"]


def test_what_a_table_of_the_dump_feeds_is_named_with_its_rows():
    fed = {row["name"]: row for row in lineage().forward("staging.movings")}
    assert fed["tokyobeta-rooms"]["kind"] == "data set"
    assert lineage().entry("staging.movings")["rows"] == 17_500
    assert lineage().entry(DUMP)["rows"] == 2_500_000
    assert {row["kind"] for row in fed.values()} <= set(KINDS)


def test_every_thing_is_of_a_known_kind_and_reads_things_that_are_there():
    rows = lineage_rows(Settings().dbt_manifest)
    names = {row["name"] for row in rows}
    assert len(names) == len(rows)
    for row in rows:
        assert row["kind"] in KINDS, row
        assert set(row["reads"]) <= names, row
