"""The preview of the dashboards' figures speaks of them as the dashboards do."""

from __future__ import annotations

from datetime import UTC, date, datetime

from include.health.document import HealthDocument
from include.health.numbers import figures, number_charts


def test_definitions_name_columns_by_the_titles_of_the_data_sets() -> None:
    day = date(2026, 2, 10)
    table = "kpi_month_end_metrics"
    definitions = [
        (
            "occupancy_rate_at_start",
            "Occupancy rate at 00:00",
            "rooms_at_start / physical_rooms, of other_rooms",
        ),
        ("rooms_at_start", "Rooms at 00:00", ""),
        ("physical_rooms", "Physical rooms (agreed)", ""),
    ]
    document = HealthDocument(
        written_at=datetime(2026, 2, 10, tzinfo=UTC),
        tables={
            "numbers_kpi": [
                {
                    "metric_month": "2026-02",
                    "metric_date": day,
                    "as_of_date": day,
                    "occupancy_rate_at_start": 0.7,
                    "rent_jpy": 1,
                    "revpar_jpy": 1,
                    "recpar_cash_jpy": 1,
                }
            ],
            "numbers_definitions": [
                {"gold_table": table, "metric": metric, "label": label, "definition": text, "unit": "rooms"}
                for metric, label, text in definitions
            ],
        },
    )
    shown = {figure.metric: figure.definition for figure in figures(document)}
    assert shown["occupancy_rate_at_start"] == "Rooms at 00:00 / Physical rooms (agreed), of other_rooms"


def test_the_occupancy_rate_is_drawn_in_per_cent_as_the_figure_above_it():
    day = date(2026, 2, 10)
    rows = [{"occupancy_date": day, "occupancy_rate": 0.71941, "rooms_at_end": 764}]
    written = HealthDocument(
        written_at=datetime(2026, 2, 10, tzinfo=UTC),
        tables={"numbers_occupancy": rows},
    )
    [rate, _] = number_charts(written)
    assert (rate.latest, rate.unit) == (71.94, "%")
