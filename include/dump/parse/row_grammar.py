"""The rows of one table as mysqldump writes them, as one regular expression that checks and counts."""

from __future__ import annotations

import re
import sys
from functools import cache

from include.dump.parse.column import Column, ValueKind

# A quote that no backslash precedes ends the string: read at the speed of a search for one byte. Only a
# string that holds an escaped quote is read escape by escape. The two cases exclude each other, so that a
# row that does not fit is given up without trying combinations of them.
_STRING = rb"'[^']*+(?<!\\)'|'(?=[^']*+(?<=\\)')[^'\\]*+(?:\\[\s\S][^'\\]*+)++'"
_UNESCAPED_STRING = rb"'[^']*+'"

# The bytes of which a number or NULL is made, in any order: one run of bytes is read much faster than the
# exact form. What is no number, such as 1-2 or NUL, makes LOAD DATA warn, and the rows then go by INSERT.
_NUMBER_BYTES = {
    ValueKind.INTEGER: rb"\-0-9",
    ValueKind.DECIMAL: rb"\-0-9.",
    ValueKind.FLOAT: rb"\-0-9.eE+",
}
# LOAD DATA keeps the sign of a float's zero; in an INSERT it is the integer 0.
_NEGATIVE_ZERO = rb"-[0.]++[^0-9.]"
_YEAR = rb"[0-9]{4}"  # exact: LOAD DATA reads 0 as the year 2000 without a remark, INSERT as 0000

_BATCH = 32

# INSERT and LOAD DATA read these escapes differently: \N is NULL in LOAD DATA, and \% and \_ keep their
# backslash in INSERT (MySQL manual, "String Literals" and "LOAD DATA").
_DIFFERING = re.compile(rb"\\[N%_]")
_ESCAPES = re.compile(rb"(?:[^\\]++|\\[^N%_])*+")


class RowGrammar:
    """The form in which LOAD DATA and INSERT read the rows of a table alike, or the server warns of it.

    It is exact for strings, and loose for numbers: 1-2 matches. What is no number makes LOAD DATA warn, and
    then the rows go by INSERT after all.

    :param columns: the columns written, in order; none of kind OTHER.
    """

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self._escaped = _patterns(columns, _STRING)
        self._unescaped = _patterns(columns, _UNESCAPED_STRING)

    def take(
        self,
        text: bytes | bytearray,
        position: int,
        end: int = sys.maxsize,
        *,
        escaped: bool = True,
    ) -> tuple[int, int]:
        """Match as many whole rows as there are from ``position`` on.

        :param end: where the text ends.
        :param escaped: whether there may be a backslash in them. Most tables hold none at all; their strings
            end at the next quote.
        :returns: the number of rows and the position after the last one and what separates it from the next.
        """
        rows = 0
        patterns = self._escaped if escaped else self._unescaped
        batch, one = (pattern.match for pattern in patterns)
        while match := batch(text, position, end):
            rows += _BATCH
            position = match.end()
        while match := one(text, position, end):
            rows += 1
            position = match.end()
        return rows, position


def same_escapes(text: bytes) -> bool:
    """Tell whether INSERT and LOAD DATA read all escapes in well-formed rows alike."""
    if b"\\" not in text or _DIFFERING.search(text) is None:
        return True
    match = _ESCAPES.match(text)
    return match is not None and match.end() == len(text)


@cache
def row_grammar(columns: tuple[Column, ...]) -> RowGrammar | None:
    """Return the grammar of rows with these columns; None if a column can only be restored by INSERT."""
    if any(column.kind is ValueKind.OTHER or column.generated for column in columns):
        return None
    return RowGrammar(columns)


def _patterns(columns: tuple[Column, ...], string: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Return the patterns of a batch of rows and of one row, with what separates each from the next."""
    row = rb"\(" + b",".join(_field(column, string) for column in columns) + rb"\)"
    batch = rb"(?:" + row + rb",[\r\n]*+){%d}+" % _BATCH
    return re.compile(batch), re.compile(row + rb"(?:,[\r\n]*+|(?=;))")


def _field(column: Column, string: bytes) -> bytes:
    if number := _NUMBER_BYTES.get(column.kind):
        not_zero = rb"(?!" + _NEGATIVE_ZERO + rb")" if column.kind is ValueKind.FLOAT else b""
        return not_zero + rb"[" + number + (rb"NUL]++" if column.nullable else rb"]++")
    value = _YEAR if column.kind is ValueKind.YEAR else string
    # The values in one group, NULL last: a sixth faster than a group in a group that begins with NULL.
    return rb"(?:" + value + (rb"|NULL)" if column.nullable else rb")")
