"""The code lists of the source system; they are the same on every day."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import partial

from dev.sample.calendar import ordinal, utc_timestamp
from dev.sample.resources import DATA_DIR, nationalities, resource
from dev.sample.schema import source_tables
from dev.sample.values import Value

_MADE = utc_timestamp(ordinal("2018-01-04"), 10 * 3600)
_PREFECTURE_IDS = {"東京都": 1, "神奈川県": 2, "埼玉県": 3, "千葉県": 4}

Rows = list[dict[str, Value]]


def lookup_tables() -> dict[str, Callable[[], Rows]]:
    """Return what makes the rows of each code list, by table name."""
    tables: dict[str, Callable[[], Rows]] = {
        "m_nationalities": _nationalities,
        "apartment_municipalities": _municipalities,
    }
    for name in resource("lookups")["names"]:
        tables[name] = partial(_named, name)
    return tables


def _nationalities() -> Rows:
    return [
        {
            "id": key,
            "nationality_name": name,
            "nationality_name_en": english,
            "nationality_group_id": group,
            "sort_number": key,
            "is_visible": 1,
            "created_at": _MADE,
            "updated_at": _MADE,
        }
        for key, (name, english, group) in nationalities().items()
    ]


def _municipalities() -> Rows:
    with (DATA_DIR / "wards.csv").open(encoding="utf-8", newline="") as handle:
        wards = [
            (row["municipality"], row["name_en"], _PREFECTURE_IDS[row["prefecture"]])
            for row in csv.DictReader(handle)
        ]
    more: list[str] = resource("lookups")["more_municipalities"]
    entries = wards + [(name, None, 1) for name in more]
    return [
        {
            "id": key,
            "apartment_prefecture_id": prefecture,
            "name": name,
            "name_en": english,
            "sort_number": key,
        }
        for key, (name, english, prefecture) in enumerate(entries, start=1)
    ]


def _named(table: str) -> Rows:
    lookups = resource("lookups")
    first = lookups["first_ids"].get(table, 1)
    dated = "created_at" in source_tables()[table].column_names
    made: dict[str, Value] = {"created_at": _MADE, "updated_at": _MADE} if dated else {}
    return [
        {"id": key, "name": name, "sort_number": key, **made}
        for key, name in enumerate(lookups["names"][table], start=first)
    ]
