r"""The snapshot file: UTF-8 without BOM, a header, comma, minimal quotes, CRLF, ordered by tenant id.

``tenant_id,status,contract_type,full_name,snapshot_date``; the date is the file's own day in every row.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from include.snapshots.snapshot_rows import SnapshotRow, SnapshotRows
from include.snapshots.unusable_snapshot import UnusableSnapshotError

HEADER: Final = ("tenant_id", "status", "contract_type", "full_name", "snapshot_date")
LONGEST_NAME: Final = 191  # characters, as in staging.tenants.full_name
LARGEST_NUMBER: Final = 2**31 - 1
_ROWS_PER_CHUNK: Final = 5_000


def snapshot_chunks(rows: Iterable[tuple[object, ...]], day: date) -> Iterator[bytes]:
    """Write a snapshot in pieces.

    :param rows: tenant id, status, contract type and name of each tenant, by id; None is left empty.
    :param day: JST day of the snapshot.
    :returns: the bytes of the file, piece by piece.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(HEADER)
    text_day = day.isoformat()
    for number, row in enumerate(rows, start=1):
        writer.writerow((*row, text_day))
        if number % _ROWS_PER_CHUNK == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def read_snapshot(content: bytes, day: date) -> SnapshotRows:
    """Check a whole file and return its rows.

    :param content: the file.
    :param day: the day in its name.
    :raises UnusableSnapshotError: naming the line and what is wrong with it, never what it holds.
    """
    reader = csv.reader(io.StringIO(decoded(content), newline=""), strict=True)
    if next(reader, None) != list(HEADER):
        raise UnusableSnapshotError(f"does not begin with the header {','.join(HEADER)}")
    rows: list[SnapshotRow] = []
    seen: set[int] = set()
    text_day = day.isoformat()
    try:
        for fields in reader:
            row = _row(fields, text_day, reader.line_num)
            if row[0] in seen:
                raise UnusableSnapshotError(f"line {reader.line_num} repeats a tenant of an earlier line")
            seen.add(row[0])
            rows.append(row)
    except csv.Error:
        raise UnusableSnapshotError(f"line {reader.line_num} has a quote that does not end") from None
    if not rows:
        raise UnusableSnapshotError("has a header and no rows")
    return SnapshotRows(day=day, rows=rows)


def decoded(content: bytes) -> str:
    """Return the text of a file.

    :raises UnusableSnapshotError: if it is not UTF-8.
    """
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise UnusableSnapshotError(f"is not UTF-8 at byte {error.start}") from None


def _row(fields: list[str], text_day: str, line: int) -> SnapshotRow:
    if len(fields) != len(HEADER):
        raise UnusableSnapshotError(f"line {line} has {len(fields)} fields instead of {len(HEADER)}")
    tenant, status, contract_type, name, row_day = fields
    if row_day != text_day:
        raise UnusableSnapshotError(f"line {line} is of another day than the file's name")
    for column, value in (("tenant_id", tenant), ("status", status), ("contract_type", contract_type)):
        if not (value.isascii() and value.isdigit() and int(value) <= LARGEST_NUMBER):
            raise UnusableSnapshotError(f"line {line} has a {column} that is no number")
    if len(name) > LONGEST_NAME:
        raise UnusableSnapshotError(f"line {line} has a name of more than {LONGEST_NAME} characters")
    return int(tenant), int(status), int(contract_type), name or None
