"""The word lists and mixes that sample rows are made of (``data/``)."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA_DIR = Path(__file__).parent / "data"


@cache
def resource(name: str) -> Any:
    """Return the content of ``data/NAME.yml``."""
    return yaml.safe_load((DATA_DIR / f"{name}.yml").read_text(encoding="utf-8"))


@cache
def nationalities() -> dict[int, tuple[str, str, int]]:
    """Return the 200 entries of m_nationalities: id to Japanese name, English name and group."""
    with (DATA_DIR / "nationalities.csv").open(encoding="utf-8", newline="") as handle:
        return {
            int(row["id"]): (
                row["nationality_name"],
                row["nationality_name_en"],
                int(row["nationality_group_id"]),
            )
            for row in csv.DictReader(handle)
        }
