"""The ledger as one document: what the health pages are made of."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

# Raised when a page could not read an older document.
FORMAT: Final = 1
_DAY_COLUMNS: Final = ("_date", "measured_on", "_day")
_TIME_COLUMNS: Final = ("_at", "newest")

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthDocument:
    """Rows of the ledger of up to two years, by name.

    :param written_at: UTC time at which the ledger was read.
    :param tables: name to rows: the statements of ``sql/`` have the columns.
    """

    written_at: datetime
    tables: Mapping[str, Rows]

    def rows(self, name: str) -> Rows:
        """Return the rows of one table; none if the document is older than the table."""
        return self.tables.get(name, [])

    def to_bytes(self) -> bytes:
        """Return the document as gzip-compressed JSON; each table as its columns and lists of values."""
        tables = {
            name: {"columns": list(rows[0]) if rows else [], "rows": [list(row.values()) for row in rows]}
            for name, rows in self.tables.items()
        }
        text = json.dumps(
            {"format": FORMAT, "written_at": self.written_at, "tables": tables},
            ensure_ascii=False,
            default=to_json,
        )
        return gzip.compress(text.encode(), compresslevel=6, mtime=0)

    @classmethod
    def from_bytes(cls, content: bytes) -> HealthDocument:
        """Return the document that :meth:`to_bytes` wrote.

        :raises ValueError: if the bytes are no such document.
        """
        values = json.loads(gzip.decompress(content))
        if values.get("format") != FORMAT:
            message = f"the format is {values.get('format')}, this code reads {FORMAT}"
            raise ValueError(message)
        tables = {name: _read_table(table) for name, table in values["tables"].items()}
        return cls(written_at=datetime.fromisoformat(values["written_at"]), tables=tables)


def to_json(value: object) -> object:
    """Return a value of a row in JSON types: days and times as ISO 8601 text, times with their zone.

    :raises TypeError: if the value is of another type.
    """
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    message = f"{type(value).__name__} has no place in a document"
    raise TypeError(message)


def _read_table(table: Mapping[str, Any]) -> Rows:
    columns: list[str] = table["columns"]
    rows = [dict(zip(columns, values, strict=True)) for values in table["rows"]]
    for column in columns:
        if column.endswith(_TIME_COLUMNS):
            for row in rows:
                row[column] = datetime.fromisoformat(row[column]) if row[column] else None
        elif column.endswith(_DAY_COLUMNS):
            for row in rows:
                row[column] = date.fromisoformat(row[column]) if row[column] else None
    return rows
