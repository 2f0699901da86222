"""The dashboards are what QuickSight's API accepts, and every field they show exists in its data set."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from dev.definitions.data_set_model import DataSetModel
from include.settings import PROJECT_DIR

ASSETS = PROJECT_DIR / "include" / "quicksight" / "assets"
DASHBOARDS = sorted((ASSETS / "dashboards").glob("*.json"))
DATA_SETS = DataSetModel.read_all()
TYPES = {"date": "DATETIME", "bigint": "INTEGER", "decimal": "DECIMAL", "varchar": "STRING"}
ALL = pytest.mark.parametrize("path", DASHBOARDS, ids=[path.stem for path in DASHBOARDS])

# What DOMAIN names for each dashboard, as kinds of visual and how many there are at least.
VISUALS = {
    "executive_summary": {"KPIVisual": 5, "LineChartVisual": 1, "BarChartVisual": 1, "PieChartVisual": 1},
    "occupancy_kpi": {"KPIVisual": 5, "LineChartVisual": 5, "BarChartVisual": 3, "TableVisual": 1},
    "definitions": {"TableVisual": 3, "BarChartVisual": 1},
    "review": {"TableVisual": 3, "BarChartVisual": 2},
    "new_contracts": {"BarChartVisual": 2, "HeatMapVisual": 1, "TableVisual": 1},
    "moveout_analysis": {"BarChartVisual": 2, "ScatterPlotVisual": 1, "LineChartVisual": 1},
    "tokyo_map": {"GeospatialMapVisual": 2, "BarChartVisual": 1, "TableVisual": 1},
}


def definition(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))["Definition"]


def columns(data_set: str) -> dict[str, str]:
    return {name: TYPES[column.data_type] for name, column in DATA_SETS[data_set].columns.items()}


def parts(value: Any, key: str) -> Iterator[Any]:
    """Yield every value that stands under a key, at any depth."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == key:
                yield inner
            yield from parts(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner, key)


def wrong_words(value: Any, shape: Any, where: str = "Definition") -> Iterator[str]:
    """Yield each text that is not one of the words that the API knows at its place."""
    if shape.type_name == "structure":
        for name, inner in value.items():
            yield from wrong_words(inner, shape.members[name], f"{where}.{name}")
    elif shape.type_name == "list":
        for number, inner in enumerate(value):
            yield from wrong_words(inner, shape.member, f"{where}[{number}]")
    elif shape.type_name == "string" and shape.enum and value not in shape.enum:
        yield f"{where}: {value!r} is none of {shape.enum}"


def test_the_dashboards_are_there() -> None:
    assert {path.stem for path in DASHBOARDS} == set(VISUALS)


@ALL
def test_definition_is_accepted_by_the_api_model(path: Path) -> None:
    model = botocore.session.get_session().get_service_model("quicksight")
    shape = model.operation_model("CreateDashboard").input_shape.members["Definition"]
    report = ParamValidator().validate(definition(path), shape)
    assert not report.has_errors(), report.generate_report()
    assert not list(wrong_words(definition(path), shape))


@ALL
def test_every_column_exists_in_its_data_set(path: Path) -> None:
    content = definition(path)
    declared = {each["Identifier"]: each["DataSetArn"] for each in content["DataSetIdentifierDeclarations"]}
    for name, arn in declared.items():
        assert (
            arn == f"arn:aws:quicksight:${{region}}:${{account}}:dataset/tokyobeta-{name.replace('_', '-')}"
        )
    known = {name: set(columns(name)) for name in declared}
    for field in content.get("CalculatedFields", []):
        used = set(re.findall(r"\{(\w+)\}", field["Expression"]))
        assert used <= known[field["DataSetIdentifier"]], field["Name"]
    for field in content.get("CalculatedFields", []):
        known[field["DataSetIdentifier"]].add(field["Name"])
    shown = list(parts(content, "Column"))
    assert shown
    for column in shown:
        assert column["ColumnName"] in known[column["DataSetIdentifier"]], column


@ALL
def test_numbers_are_summed_and_dates_are_dates(path: Path) -> None:
    content = definition(path)
    calculated = {field["Name"] for field in content.get("CalculatedFields", [])}
    wanted = {
        "NumericalMeasureField": {"INTEGER", "DECIMAL"},
        "NumericalDimensionField": {"INTEGER", "DECIMAL"},
        "DateMeasureField": {"DATETIME"},
        "DateDimensionField": {"DATETIME"},
        "CategoricalDimensionField": {"STRING"},
    }
    for kind, types in wanted.items():
        for field in parts(content, kind):
            column = field["Column"]
            if column["ColumnName"] not in calculated:
                assert columns(column["DataSetIdentifier"])[column["ColumnName"]] in types, field


@ALL
def test_ids_are_unique_and_filters_point_at_visuals(path: Path) -> None:
    content = definition(path)
    (sheet,) = content["Sheets"]
    visuals = [next(iter(visual.values()))["VisualId"] for visual in sheet["Visuals"]]
    ids = list(parts(sheet["Visuals"], "FieldId"))
    sorted_by = [inner["FieldId"] for inner in parts(sheet["Visuals"], "FieldSort")]
    coloured = [inner["FieldId"] for inner in parts(sheet["Visuals"], "Element")]
    assert not [name for name, count in Counter(visuals).items() if count > 1]
    pointed = [inner["FieldId"] for inner in parts(sheet["Visuals"], "ApplyTo")]
    pointed += [
        each["FieldId"] for inner in parts(sheet["Visuals"], "SelectedFieldOptions") for each in inner
    ]
    defined = Counter(ids) - Counter(sorted_by) - Counter(coloured) - Counter(pointed)
    assert not [name for name, count in defined.items() if count > 1]
    assert set(sorted_by) | set(coloured) | set(pointed) <= set(defined)
    filters = set(parts(content.get("FilterGroups", []), "FilterId"))
    for scope in parts(content.get("FilterGroups", []), "SheetVisualScopingConfigurations"):
        for each in scope:
            assert each["SheetId"] == sheet["SheetId"]
            assert set(each.get("VisualIds", [])) <= set(visuals)
    assert {control["Dropdown"]["SourceFilterId"] for control in sheet.get("FilterControls", [])} <= filters


@ALL
def test_layout_places_everything_once_and_nothing_overlaps(path: Path) -> None:
    (sheet,) = definition(path)["Sheets"]
    elements = sheet["Layouts"][0]["Configuration"]["GridLayout"]["Elements"]
    placed = {element["ElementId"] for element in elements}
    there = {next(iter(visual.values()))["VisualId"] for visual in sheet["Visuals"]}
    there |= {box["SheetTextBoxId"] for box in sheet["TextBoxes"]}
    there |= {control["Dropdown"]["FilterControlId"] for control in sheet.get("FilterControls", [])}
    assert placed == there
    taken: Counter[tuple[int, int]] = Counter()
    for element in elements:
        assert element["ColumnIndex"] + element["ColumnSpan"] <= 36
        for row in range(element["RowIndex"], element["RowIndex"] + element["RowSpan"]):
            for column in range(element["ColumnIndex"], element["ColumnIndex"] + element["ColumnSpan"]):
                taken[row, column] += 1
    assert max(taken.values()) == 1


@ALL
def test_the_visuals_that_were_asked_for_are_there(path: Path) -> None:
    (sheet,) = definition(path)["Sheets"]
    there = Counter(next(iter(visual)) for visual in sheet["Visuals"])
    for kind, number in VISUALS[path.stem].items():
        assert there[kind] >= number, kind


@ALL
def test_every_dashboard_shows_its_as_of_date_and_its_definitions(path: Path) -> None:
    # Incident 12: figures without a date and a definition are what the organisations argued about.
    content = definition(path)
    as_of = [
        field for field in parts(content, "DateMeasureField") if field["Column"]["ColumnName"] == "as_of_date"
    ]
    assert as_of
    assert "definitions" in [box["SheetTextBoxId"] for box in content["Sheets"][0]["TextBoxes"]]


@ALL
def test_no_dashboard_shows_a_name_of_a_person(path: Path) -> None:
    shown = {column["ColumnName"] for column in parts(definition(path), "Column")}
    assert shown
    assert not shown & {"full_name", "tenant_name", "email_1", "tel_1", "occupation_company"}
