"""The definitions beside the figures: what the descriptions say, and as fresh as the stalest source.

No unit test in yml: the rows of the model are the descriptions of all the others.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.dbt.unit_bench import UnitBench
from tests.dbt.unit_case import UnitCase

pytestmark = pytest.mark.mysql

COVERAGE: list[dict[str, Any]] = [
    {"source_table": "movings", "last_day": "2026-02-09", "is_live": 1},
    {"source_table": "tenants", "last_day": "2026-02-10", "is_live": 1},
    {"source_table": "rooms", "last_day": "2026-02-08", "is_live": 1},
    {"source_table": "apartments", "last_day": "2025-01-01", "is_live": 0},
    {"source_table": "tenant_daily_snapshots", "last_day": "2026-02-07", "is_live": 1},
    {"source_table": "inquiries", "last_day": "2023-05-02", "is_live": 0},
]
COLUMNS = (
    *("metric", "gold_table", "label", "definition", "grain", "source", "filter", "unit", "owner"),
    *("as_of_date", "source_last_day", "is_source_live"),
)


@pytest.fixture(scope="module")
def definitions(bench: UnitBench) -> list[dict[str, Any]]:
    """What the model makes of the coverage above."""
    case = UnitCase(
        name="definitions",
        model="metric_definitions",
        given={"source_coverage": COVERAGE},
        expect=[dict.fromkeys(COLUMNS)],
    )
    return bench.run(case)


def test_every_documented_metric_is_one_row_with_the_words_of_its_description(
    bench: UnitBench, definitions: list[dict[str, Any]]
) -> None:
    documented = {
        (node["name"], name): (column, node)
        for node in bench.warehouse.manifest["nodes"].values()
        if node["resource_type"] == "model"
        for name, column in node["columns"].items()
        if column["meta"].get("metric")
    }
    assert len(documented) > 20
    assert len(definitions) == len(documented)
    for row in definitions:
        column, node = documented[row["gold_table"], row["metric"]]
        assert row["definition"] == " ".join(column["description"].split()), row
        assert row["label"] == column["meta"]["metric"].get("label", row["metric"])
        assert row["grain"] == node["meta"]["grain"]
        assert str(row["as_of_date"]) == "2026-02-10"


def test_a_metric_is_as_fresh_as_the_stalest_of_its_sources_incident_9(
    definitions: list[dict[str, Any]],
) -> None:
    """A figure was fed for years by a table that had died."""
    known = {row["source_table"]: row for row in COVERAGE}
    for row in definitions:
        feeding = [known[name.strip()] for name in row["source"].split(",") if name.strip() in known]
        assert feeding, row
        assert str(row["source_last_day"]) == min(source["last_day"] for source in feeding), row
        assert row["is_source_live"] == min(source["is_live"] for source in feeding), row
    assert {row["is_source_live"] for row in definitions} == {0, 1}


def test_a_figure_says_in_full_what_it_is(definitions: list[dict[str, Any]]) -> None:
    found = {(row["gold_table"], row["metric"]): row for row in definitions}
    row = found["daily_activity_summary", "new_signings"]
    assert row["label"] == "New signings"
    assert row["definition"].startswith("First signings of a stay, by day of signing")
    assert row["filter"].startswith("is_valid_contract = 1")
    assert (row["unit"], row["owner"]) == ("count", "JRAM")
