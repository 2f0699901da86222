"""The texts of a dashboard, from the definitions of what it shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from dev.definitions.data_set_model import DataSetModel
from dev.definitions.missed_nights import MissedNights
from dev.definitions.shown_column import ShownColumn
from include.settings import PROJECT_DIR

DASHBOARDS = PROJECT_DIR / "include" / "quicksight" / "assets" / "dashboards"
#: What a filter of a card adds to its title.
_SUFFIXES = {"is_as_of_month": " this month"}
#: What is shown beside the figures and needs words, too: classes of other columns.
_CLASS = re.compile(r"(Class|Band) of ")


class DashboardTexts:
    """Writes names, definitions and the one calculated field into the definition of a dashboard.

    Titles of cards, labels of fields, second lines and the text box come from the yml beside the models; the
    titles of other visuals are the author's.

    :param content: the file: ``Name`` and ``Definition``; changed in place.
    :param data_sets: the data sets by identifier.
    :param missed_nights: how the age of the figures is shown.
    """

    def __init__(
        self, content: dict[str, Any], data_sets: Mapping[str, DataSetModel], missed_nights: MissedNights
    ) -> None:
        self._definition = content["Definition"]
        self._data_sets = data_sets
        self._missed_nights = missed_nights

    def write(self) -> None:
        """Write all texts."""
        for field in self._definition["CalculatedFields"]:
            field["Expression"] = self._missed_nights.expression
        for sheet in self._definition["Sheets"]:
            for visual in sheet["Visuals"]:
                ((kind, body),) = visual.items()
                self._label(body["ChartConfiguration"])
                if kind == "KPIVisual":
                    _set(body, "Title", self._card_title(sheet, body))
                _set(body, "Subtitle", self._second_line(kind, body))
            (box,) = [box for box in sheet["TextBoxes"] if box["SheetTextBoxId"] == "definitions"]
            box["Content"] = self._text_box(sheet)

    def _column(self, field: Mapping[str, Any]) -> ShownColumn | None:
        """Return the column of a field, or None for the calculated one."""
        name = field["Column"]["ColumnName"]
        if name == self._missed_nights.name:
            return None
        return self._data_sets[field["Column"]["DataSetIdentifier"]].columns[name]

    def _name(self, field: Mapping[str, Any]) -> str:
        column = self._column(field)
        title = self._missed_nights.title if column is None else column.title
        function = field.get("AggregationFunction")
        if isinstance(function, dict) and function["SimpleNumericalAggregation"] == "AVERAGE":
            return f"Average {title[0].lower()}{title[1:]}"
        return title

    def _label(self, chart: dict[str, Any]) -> None:
        names = {field["FieldId"]: self._name(field) for field in fields(chart)}
        for each in _dictionaries(chart):
            if "CustomLabel" in each:
                each["CustomLabel"] = names[each.get("FieldId") or each["ApplyTo"]["FieldId"]]

    def _card_title(self, sheet: Mapping[str, Any], body: Mapping[str, Any]) -> str:
        (field,) = fields(body["ChartConfiguration"])
        title = self._name(field)
        for name in self.filters_of(body["VisualId"]):
            title += _SUFFIXES.get(name, "")
        column = self._column(field)
        data_set = self._data_sets[field["Column"]["DataSetIdentifier"]]
        narrowed = bool(sheet.get("FilterControls"))
        if narrowed and column and column.is_figure and "tenant_type" not in data_set.columns:
            title += ", whole portfolio"
        return title

    def filters_of(self, visual_id: str) -> list[str]:
        """Return the columns by which a visual alone, not the whole sheet, is filtered."""
        return [
            group["Filters"][0]["NumericEqualityFilter"]["Column"]["ColumnName"]
            for group in self._definition.get("FilterGroups", [])
            for scope in group["ScopeConfiguration"]["SelectedSheets"]["SheetVisualScopingConfigurations"]
            if visual_id in scope.get("VisualIds", [])
        ]

    def _second_line(self, kind: str, body: Mapping[str, Any]) -> str:
        shown = list(fields(body["ChartConfiguration"]))
        column = self._column(shown[0])
        if kind == "KPIVisual":
            text = self._missed_nights.description if column is None else column.description
            return _first_sentence(text.removeprefix(f"{self._name(shown[0])}: "))
        if kind == "TableVisual":
            return self._data_sets[shown[0]["Column"]["DataSetIdentifier"]].title
        return ", ".join(self._name(field) for field in shown if "AggregationFunction" in field)

    def _text_box(self, sheet: Mapping[str, Any]) -> str:
        shown: dict[str, str] = {self._missed_nights.title: self._missed_nights.description}
        for visual in sheet["Visuals"]:
            for field in fields(next(iter(visual.values()))["ChartConfiguration"]):
                column = self._column(field)
                if column and (column.is_figure or _CLASS.match(column.description)):
                    shown[column.title] = column.description
        lines = [
            f'  <inline font-size="12px"><b>{escape(title)}:</b> {escape(text)}</inline>'
            for title, text in shown.items()
        ]
        return "<text-box>\n" + "\n  <br/>\n".join(lines) + "\n</text-box>"


def fields(chart: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every field that a chart shows.

    :param chart: the configuration of the chart.
    """
    for each in _dictionaries(chart["FieldWells"]):
        if "FieldId" in each:
            yield each


def _dictionaries(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _dictionaries(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _dictionaries(inner)


def _set(body: dict[str, Any], part: str, text: str) -> None:
    body[part]["FormatText"]["PlainText"] = text


def _first_sentence(text: str) -> str:
    return re.split(r"[.;] ", text, maxsplit=1)[0].rstrip(".")


def rendered(path: Path) -> str:
    """Return what the file of a dashboard must hold.

    :param path: the file.
    """
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    DashboardTexts(content, DataSetModel.read_all(), MissedNights.of_settings()).write()
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def write_all(folder: Path = DASHBOARDS) -> None:
    """Write the texts of all dashboards.

    :param folder: where their files are.
    """
    for path in sorted(folder.glob("*.json")):
        path.write_text(rendered(path), encoding="utf-8")
