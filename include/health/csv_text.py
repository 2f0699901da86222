"""Rows as CSV, for whoever takes them into a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any


def csv_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows with a header; nested values as JSON, times as ISO 8601.

    It begins with a byte order mark: without one Excel takes Japanese text for another character set.

    :param rows: all with the keys of the first; none gives an empty file.
    """
    rows = list(rows)
    text = io.StringIO()
    text.write("\ufeff")
    if rows:
        writer = csv.DictWriter(text, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value[:1] in "=+-@":
        return f"'{value}"  # a spreadsheet would run it as a formula
    return value.isoformat() if hasattr(value, "isoformat") else value
