"""What the dashboards call things, what they add up and how old they say they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dev.definitions.dashboard_texts import fields, rendered
from dev.definitions.missed_nights import MissedNights
from dev.definitions.shown_column import ShownColumn
from include.freshness.lateness import expected_day
from include.settings import get_settings
from tests.include.quicksight.assets.quicksight_clock import missed_nights
from tests.include.quicksight.assets.test_dashboards import ALL, DASHBOARDS, DATA_SETS, definition


def visuals(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for sheet in definition(path)["Sheets"]:
        for visual in sheet["Visuals"]:
            yield from visual.items()


def column_of(field: dict[str, Any]) -> ShownColumn | None:
    return DATA_SETS[field["Column"]["DataSetIdentifier"]].columns.get(field["Column"]["ColumnName"])


def filters_of(path: Path, visual_id: str) -> dict[str, Any]:
    """Return column and value of the filters of one visual."""
    found = {}
    for group in definition(path).get("FilterGroups", []):
        for scope in group["ScopeConfiguration"]["SelectedSheets"]["SheetVisualScopingConfigurations"]:
            if visual_id in scope.get("VisualIds", []):
                (numeric,) = (each["NumericEqualityFilter"] for each in group["Filters"])
                found[numeric["Column"]["ColumnName"]] = numeric["Value"]
    return found


@ALL
def test_the_texts_are_those_of_the_definitions(path: Path) -> None:
    # M8: a dashboard said that contracts without coordinates are left out; they were not.
    assert path.read_text(encoding="utf-8") == rendered(path), "run: python -m dev.definitions"


@ALL
def test_a_dashboard_calculates_nothing_but_its_age(path: Path) -> None:
    calculated = definition(path)["CalculatedFields"]
    assert [field["Name"] for field in calculated] == [MissedNights.name]


@ALL
def test_no_old_name_is_shown(path: Path) -> None:
    for _, body in visuals(path):
        for field in fields(body["ChartConfiguration"]):
            column = column_of(field)
            assert column is None or column.replaced_by is None, column


@ALL
def test_a_rate_is_never_summed(path: Path) -> None:
    for _, body in visuals(path):
        for field in fields(body["ChartConfiguration"]):
            column = column_of(field)
            aggregation = field.get("AggregationFunction")
            if column and isinstance(aggregation, dict):
                summed = aggregation["SimpleNumericalAggregation"] == "SUM"
                assert not summed or column.can_be_summed, (body["VisualId"], column.name)
                assert column.is_figure or not summed, f"{column.name} has no definition of a figure"
                assert aggregation["SimpleNumericalAggregation"] in {"SUM", "MAX", "AVERAGE"}


@ALL
def test_months_of_the_whole_and_of_the_tenant_types_are_never_added(path: Path) -> None:
    for _, body in visuals(path):
        shown = list(fields(body["ChartConfiguration"]))
        if shown[0]["Column"]["DataSetIdentifier"] == "months":
            by_type = any(field["Column"]["ColumnName"] == "tenant_type" for field in shown)
            filtered = filters_of(path, body["VisualId"])
            assert "is_portfolio" in filtered or by_type, body["VisualId"]


def test_a_title_means_the_same_on_every_dashboard() -> None:
    # M6, M7: "Active contracts" 721 and 508, "Signed this month" 30 and 26.
    meanings: dict[str, set[str]] = {}
    for path in DASHBOARDS:
        for kind, body in visuals(path):
            shown = [
                (field["Column"]["ColumnName"], getattr(column_of(field), "description", None))
                for field in fields(body["ChartConfiguration"])
            ]
            filtered = {
                name: value
                for name, value in filters_of(path, body["VisualId"]).items()
                if name != "is_as_of_day"
            }
            # The as-of day of a table that has only that day needs no filter.
            meaning = repr((kind, shown, filtered))
            meanings.setdefault(body["Title"]["FormatText"]["PlainText"], set()).add(meaning)
    assert len(meanings) > 40
    assert {title: found for title, found in meanings.items() if len(found) > 1} == {}


def test_the_figures_that_the_audit_missed_are_on_a_dashboard() -> None:
    shown = {
        field["Column"]["ColumnName"]
        for path in DASHBOARDS
        for _, body in visuals(path)
        for field in fields(body["ChartConfiguration"])
    }
    assert shown >= {
        *("revpar_jpy", "recpar_cash_jpy", "rooms_at_start", "projected_rooms_at_end", "older_notices"),
        *("new_signings_growth", "building_occupancy_band", "excluded_contracts", "definition", "lag_days"),
        *("starts_without_signing_date", "rooms_in_source", "net_moveins"),
        *("appeared_overnight", "vanished_overnight", "rows_to_review", "applications", "running_total"),
    }


@ALL
def test_a_template_fits_into_cloudformation(path: Path) -> None:
    # As Terraform's jsonencode writes it, without the permissions.
    text = json.dumps(definition(path), ensure_ascii=False, separators=(",", ":"))
    text = re.sub(r"[<>&]", lambda found: f"\\u{ord(found[0]):04x}", text)
    assert len(text.encode()) < 47_000


@pytest.mark.parametrize(
    ("as_of", "tokyo", "missed"),
    [
        # The dump of the 9th is shown; that of the 10th is due at 08:00.
        (date(2026, 2, 9), "2026-02-10T00:00", 0),
        (date(2026, 2, 9), "2026-02-10T07:59", 0),
        (date(2026, 2, 9), "2026-02-10T08:00", 1),
        (date(2026, 2, 9), "2026-02-10T08:59", 1),
        (date(2026, 2, 9), "2026-02-10T09:00", 1),
        (date(2026, 2, 9), "2026-02-10T23:59", 1),
        (date(2026, 2, 9), "2026-02-11T00:01", 1),
        (date(2026, 2, 9), "2026-02-11T08:30", 2),
        (date(2026, 2, 10), "2026-02-10T07:30", -1),  # done before it was due
        (date(2026, 2, 10), "2026-02-10T08:00", 0),
        (date(2026, 2, 10), "2026-02-11T06:00", 0),
    ],
)
def test_a_missed_night_is_never_normal(as_of: date, tokyo: str, missed: int) -> None:
    # M9: counted in UTC, yesterday's dump showed 0 until 09:00 in Tokyo and 1 afterwards, both called normal.
    moment = datetime.fromisoformat(tokyo).replace(tzinfo=ZoneInfo("Asia/Tokyo"))
    for path in DASHBOARDS:
        (field,) = definition(path)["CalculatedFields"]
        assert missed_nights(field["Expression"], as_of, moment) == missed
    # The watchdog and the dashboards agree on which dump is due.
    assert (expected_day(moment, get_settings().run_due_time) - as_of).days == missed
