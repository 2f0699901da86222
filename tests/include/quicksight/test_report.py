"""The end of a refresh: which data sets, with how many rows."""

from __future__ import annotations

from include.quicksight.data_sets import DATA_SETS
from include.quicksight.report import spice_report


def test_the_report_has_each_data_set_its_table_and_the_sum() -> None:
    states = [
        {"data_set_id": "tokyobeta-rooms", "rows_ingested": 1200},
        {"data_set_id": "tokyobeta-moveouts", "rows_ingested": 34},
    ]
    report = spice_report(states, "2026-02-10")
    assert "tokyobeta-rooms     bi_rooms     1,200" in report
    assert f"2 of {len(DATA_SETS)} data sets were sent again, 1,234 rows" in report
    assert "gold of 2026-02-10" in report
