"""The queries of the quality rules."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from include.warehouse.sql_files import sql

QUALITY_DIR: Final = Path(__file__).resolve().parent


def rule_sql(name: str) -> str:
    """Return the query of ``include/quality/sql/name.sql``."""
    return sql(name, QUALITY_DIR / "sql")
