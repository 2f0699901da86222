"""Aligned text tables for task logs."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence


def text_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return an aligned table: a header, a line, the rows; wide characters count as two columns.

    :param header: names of the columns.
    :param rows: cells, as many as the header has; line breaks in a cell become spaces.
    """
    cells = [[" ".join(cell.split()) for cell in row] for row in (header, *rows)]
    widths = [max(_width(row[number]) for row in cells) for number in range(len(header))]
    lines = ["  ".join(_padded(c, w) for c, w in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def log_table(write: Callable[..., object], header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a table to a log, a line each.

    :param write: of the log, such as ``log.info``.
    :param header: names of the columns.
    :param rows: cells, as many as the header has.
    """
    for line in text_table(header, rows).splitlines():
        write("%s", line)


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
