"""Rows as the text that LOAD DATA reads: tabs between fields, one line per row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from dev.sample.column import Column
from dev.sample.table import Table
from dev.sample.values import Value

_NULL = "\\N"
_SPECIAL = re.compile("[\\\\\t\n\r\0\x1a]")
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0", "\x1a": "\\Z"}

Encoder = Callable[[Value], str]


def load_statement(table: Table) -> str:
    """Return the LOAD DATA statement for a table; its one argument is the file's name.

    BLOB, BINARY and BIT columns have no text form that LOAD DATA understands, so bytes travel as hex.
    """
    columns, settings = [], []
    for number, column in enumerate(table.columns):
        if column.is_binary:
            settings.append(f"`{column.name}` = UNHEX(@c{number})")
        elif column.is_bit:
            settings.append(f"`{column.name}` = CAST(@c{number} AS UNSIGNED)")
        special = column.is_binary or column.is_bit
        columns.append(f"@c{number}" if special else f"`{column.name}`")
    chosen = f" SET {', '.join(settings)}" if settings else ""
    return (
        f"LOAD DATA LOCAL INFILE %s INTO TABLE `{table.name}` CHARACTER SET utf8mb4 "
        f"({', '.join(columns)}){chosen}"
    )


def chunks(table: Table, rows: Iterable[tuple[Value, ...]], size: int) -> Iterator[tuple[bytes, int]]:
    """Yield the rows as pieces of about ``size`` bytes, each with its number of rows."""
    encoders = [_encoder(column) for column in table.columns]
    lines: list[str] = []
    length = 0
    for row in rows:
        line = "\t".join([encode(value) for encode, value in zip(encoders, row, strict=True)])
        lines.append(line)
        length += len(line)
        if length >= size:
            yield _text(lines)
            lines, length = [], 0
    if lines:
        yield _text(lines)


def _text(lines: list[str]) -> tuple[bytes, int]:
    return ("\n".join(lines) + "\n").encode(), len(lines)


def _encoder(column: Column) -> Encoder:
    if column.is_binary:
        return _hex
    if column.is_number or column.type.startswith(("date", "time", "year", "enum")):
        return _plain
    return _escaped


def _plain(value: Value) -> str:
    return _NULL if value is None else str(value)


def _escaped(value: Value) -> str:
    if value is None:
        return _NULL
    text = str(value)
    if _SPECIAL.search(text) is None:
        return text
    return _SPECIAL.sub(lambda match: _ESCAPES[match[0]], text)


def _hex(value: Value) -> str:
    assert value is None or isinstance(value, bytes)
    return _NULL if value is None else value.hex()
