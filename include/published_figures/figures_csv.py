"""The CSV form of published figures (RFC 4180, UTF-8, with a header): an empty value is NULL."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from include.exceptions import PublishedFiguresError
from include.published_figures.publication_file import PublicationFile

COLUMNS: Final = (
    "gold_table",
    "metric",
    "tenant_type",
    "figure_month",
    "as_of_date",
    "publication_number",
    "value",
    "rule_version",
    "published_at",
    "run_id",
    "code_version",
)

FigureRow = tuple[object, ...]


def write_figures(rows: Iterable[FigureRow]) -> bytes:
    """Return rows, in the order of :data:`COLUMNS`, as a file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(["" if value is None else value for value in row] for row in rows)
    return text.getvalue().encode()


def read_figures(content: bytes, file: PublicationFile, key: str) -> list[FigureRow]:
    """Return the rows of a file, checked.

    :param content: the file.
    :param file: the publication that its name stands for.
    :param key: its key, for messages.
    :raises PublishedFiguresError: if it is no such file, is cut off, or holds figures of another publication.
    """
    lines = csv.reader(io.StringIO(content.decode(errors="replace"), newline=""))
    if tuple(next(lines, ())) != COLUMNS or not content.endswith(b"\n"):
        raise _unusable(key, "its header or its end is missing")
    rows = []
    for number, line in enumerate(lines, start=2):
        try:
            row = _row(line)
        except (ValueError, InvalidOperation):
            raise _unusable(key, f"line {number} is no published figure") from None
        if (row[4], row[5]) != (file.as_of_date, file.number):
            raise _unusable(key, f"line {number} belongs to another publication")
        rows.append(row)
    if not rows:
        raise _unusable(key, "it holds no figure")
    return rows


def _row(line: list[str]) -> FigureRow:
    table, metric, tenant_type, month, as_of, number, value, version, at, run_id, code_version = line
    return (
        table,
        metric,
        tenant_type,
        date.fromisoformat(month),
        date.fromisoformat(as_of),
        int(number),
        Decimal(value) if value else None,
        int(version),
        datetime.fromisoformat(at),
        run_id,
        code_version,
    )


def _unusable(key: str, reason: str) -> PublishedFiguresError:
    return PublishedFiguresError(
        f"The published figures in {key} cannot be loaded: {reason}.",
        "Restore the version of the object before (the bucket is versioned), then clear load_figures with "
        "downstream.",
    )
