"""The rows of one table as mysqldump writes them, as one regular expression that checks and counts."""

from __future__ import annotations

import re
import sys
from functools import cache

from include.dump.parse.column import Column, ValueKind
from include.dump.parse.lexicon import BINARY, UTF8

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

# How mysqldump begins the string of a binary column, which LOAD DATA would take for a part of the value.
_PREFIX = rb"(?:_binary )?+"

_BATCH = 32

# INSERT and LOAD DATA read these escapes differently: \N is NULL in LOAD DATA, and \% and \_ keep their
# backslash in INSERT (MySQL manual, "String Literals" and "LOAD DATA").
_DIFFERING = re.compile(rb"\\[N%_]")
# The first byte of a character of four bytes in UTF-8; a byte above F4 is in no character.
_FOUR_BYTES = re.compile(rb"[\xf0-\xff]")
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
        has_binary = any(column.kind is ValueKind.BINARY for column in columns)
        self._between = _between_prefixes(columns) if has_binary else None

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

    def load_charset(self, text: bytes, charset: str, *, as_bytes: bool = False) -> str | None:
        """Return the character set in which LOAD DATA reads well-formed rows as INSERT does.

        :param text: the rows.
        :param charset: the character set of the dump.
        :param as_bytes: whether to have them read as bytes where that is exact, though all may be text.
        :returns: ``binary`` if some values are no text: those of text columns have to be converted then.
            None if only INSERT reads the rows right.
        """
        if not same_escapes(text):
            return None
        if charset in UTF8 and charset != "utf8mb4":
            # The server warns of the name. The set has those characters of utf8mb4 that need no four bytes.
            plain = _FOUR_BYTES.search(text) is None and (self._between is None or _is_utf8(text))
            return "utf8mb4" if plain else None
        if self._between is None or (not as_bytes and charset in UTF8 and _is_utf8(text)):
            return charset
        return BINARY

    def load_text(self, text: bytes) -> bytes:
        """Return well-formed rows as LOAD DATA reads them: without the introducers of binary strings.

        :param text: the rows.
        """
        if self._between is None:
            return text
        groups = range(1, self._between.groups + 1)
        return self._between.sub(b"".join(b"\\%d" % group for group in groups), text)


def same_escapes(text: bytes) -> bool:
    """Tell whether INSERT and LOAD DATA read all escapes in well-formed rows alike."""
    if b"\\" not in text or _DIFFERING.search(text) is None:
        return True
    match = _ESCAPES.match(text)
    return match is not None and match.end() == len(text)


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


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


def _field(column: Column, string: bytes, prefix: bytes = _PREFIX) -> bytes:
    if number := _NUMBER_BYTES.get(column.kind):
        not_zero = rb"(?!" + _NEGATIVE_ZERO + rb")" if column.kind is ValueKind.FLOAT else b""
        return not_zero + rb"[" + number + (rb"NUL]++" if column.nullable else rb"]++")
    value = _YEAR if column.kind is ValueKind.YEAR else string
    if column.kind is ValueKind.BINARY:
        value = prefix + rb"(?:" + string + rb")"
    # The values in one group, NULL last: a sixth faster than a group in a group that begins with NULL.
    return rb"(?:" + value + (rb"|NULL)" if column.nullable else rb")")


def _between_prefixes(columns: tuple[Column, ...]) -> re.Pattern[bytes]:
    """Return the pattern of a row, with a group for each part that no introducer belongs to."""
    fields = b",".join(
        (rb")" + _PREFIX + rb"(" if column.kind is ValueKind.BINARY else b"") + _field(column, _STRING, b"")
        for column in columns
    )
    return re.compile(rb"(\(" + fields + rb"\))")
