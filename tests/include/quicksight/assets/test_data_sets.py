"""A data set is a list of columns of one gold table, and no two figures share a name or a title."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pymysql
import pytest
import yaml

from dev.definitions.data_set_model import GOLD, DataSetModel
from include.mysql.target import WarehouseTarget
from include.quicksight.data_sets import DATA_SETS
from include.settings import PROJECT_DIR

ASSETS = PROJECT_DIR / "include" / "quicksight" / "assets"
DATA_SET_MODELS = DataSetModel.read_all()
#: Columns that dashboards may show: old names are for those who read the tables.
SHOWN = [
    column
    for model in DATA_SET_MODELS.values()
    for column in model.columns.values()
    if column.replaced_by is None
]


def _yml() -> dict[str, dict[str, Any]]:
    models = [
        model
        for path in GOLD.rglob("*.yml")
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
    ]
    return {f"{model['name']}.{column['name']}": column for model in models for column in model["columns"]}


def test_the_data_sets_that_the_dag_refreshes_are_the_models_of_gold_bi() -> None:
    assert {model.data_set_id: model.table for model in DATA_SET_MODELS.values()} == DATA_SETS


def test_a_data_set_has_no_sql_of_its_own() -> None:
    # The audit found nine figures computed in data sets, without a definition or a proof.
    assert [path.name for path in ASSETS.rglob("*.sql")] == ["row_permissions.sql"]


def test_a_definition_is_not_longer_than_quicksight_keeps() -> None:
    # CreateDataSet: ColumnDescription.Text has at most 500 characters.
    assert {column.name: len(column.description) for column in SHOWN if len(column.description) > 500} == {}


def test_a_title_names_one_column_of_one_definition() -> None:
    # M6, M7: "Active contracts" was 721 on one page and 508 on another.
    meanings: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for column in SHOWN:
        meanings[column.title].add((column.name, column.description))
    assert {title: found for title, found in meanings.items() if len(found) > 1} == {}


def test_a_figure_has_one_name_one_title_and_one_definition() -> None:
    # M12: two columns occupancy_rate, one at 00:00, one at the end of the day.
    figures = [column for column in SHOWN if column.is_figure]
    assert len(figures) > 40
    for key in ("name", "title", "description"):
        found: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
        for column in figures:
            found[getattr(column, key)].add((column.name, column.title, column.description))
        assert {value: each for value, each in found.items() if len(each) > 1} == {}, key


def test_a_name_of_a_figure_is_no_name_of_something_else() -> None:
    figures = {column.name for column in SHOWN if column.is_figure}
    assert [column for column in SHOWN if column.name in figures and not column.is_figure] == []


def test_a_column_that_is_the_same_figure_has_the_same_definition() -> None:
    known = _yml()
    checked = 0
    for column in SHOWN:
        same_as = known[f"{column.table}.{column.name}"]["meta"].get("same_as")
        if same_as:
            assert column.description == " ".join(known[same_as]["description"].split()), column
            checked += 1
    assert checked > 50


def test_an_old_name_says_what_replaces_it() -> None:
    old = [
        column
        for model in DATA_SET_MODELS.values()
        for column in model.columns.values()
        if column.replaced_by
    ]
    columns = {f"{column.table}.{column.name}" for column in SHOWN}
    assert {column.name for column in old} >= {"new_contracts", "net_occupancy_change", "portfolio_rent"}
    for column in old:
        assert column.replaced_by
        assert column.description.endswith(f"Use {column.replaced_by}."), column
        place = column.replaced_by if "." in column.replaced_by else f"{column.table}.{column.replaced_by}"
        assert place in columns, column


def test_labels_of_published_figures_are_unique() -> None:
    labels: dict[str, list[str]] = defaultdict(list)
    for place, column in _yml().items():
        if "metric" in column.get("meta", {}):
            labels[column["meta"]["metric"]["label"]].append(place)
    assert {label: places for label, places in labels.items() if len(places) > 1} == {}


@pytest.mark.mysql
def test_row_permissions_name_the_four_organisations(mysql_server: object) -> None:
    target: WarehouseTarget = mysql_server.target  # type: ignore[attr-defined]
    sql = (ASSETS / "row_level_security" / "row_permissions.sql").read_text(encoding="utf-8")
    with target.connect() as connection, connection.cursor(pymysql.cursors.DictCursor) as cursor:
        cursor.execute(sql)
        rows = list(cursor.fetchall())
    assert {row["GroupName"] for row in rows} == {"Warburg_PE", "JRAM_SPC", "Tosei_AM", "GGhouse_PM"}
    assert list(rows[0]) == ["GroupName", "tenant_type"]
    # What has no tenant type cannot be filtered by it: figures of the whole, and no rows of contracts.
    unfiltered = {name for name, model in DATA_SET_MODELS.items() if "tenant_type" not in model.columns}
    assert unfiltered == {"occupancy", "tenants_to_rooms", "definitions", "coverage"}
