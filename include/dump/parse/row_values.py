"""The values of one row of an INSERT, taken apart; for the few rows of which something has to be known."""

from __future__ import annotations

from collections.abc import Iterator

from include.dump.parse.column import Column
from include.dump.parse.lexicon import Lexicon
from include.dump.parse.statement import Rows

_EMPTY = (b"''", b'""')


def rows_of(part: Rows) -> Iterator[bytes]:
    """Yield the rows of a part one by one, parentheses included, without what separates them."""
    pattern = part.lexicon.row()
    text, position = part.text + b";", 0
    while match := pattern.match(text, position):
        yield match["row"]
        position = match.end()


def values_of(row: bytes, lexicon: Lexicon) -> list[bytes]:
    """Return the values of a row as they are written, without blanks and comments around them.

    :param row: the row, parentheses included.
    :param lexicon: how its text is cut into tokens.
    """
    pattern, row = lexicon.value, lexicon.without_comments(row, opened=True)
    values: list[bytes] = []
    position = row.index(b"(") + 1
    while match := pattern.match(row, position):
        values.append(match[0].strip())
        position = match.end() + 1
        if row[match.end() : position] != b",":
            break
    return values


def without_empty_enums(row: bytes, columns: tuple[Column, ...], lexicon: Lexicon) -> bytes:
    """Return a row with the first of their values in the ENUM columns that are written as the empty string.

    :param row: the row, parentheses included.
    :param columns: the columns written, in order.
    :param lexicon: how its text is cut into tokens.
    """
    empty = empty_enums(row, columns, lexicon)
    pairs = zip(columns, values_of(row, lexicon), strict=False)
    values = (b"1" if column.name in empty else value for column, value in pairs)
    return b"(" + b",".join(values) + b")" if empty else row


def empty_enums(row: bytes, columns: tuple[Column, ...], lexicon: Lexicon) -> frozenset[str]:
    """Return the ENUM columns whose value in this row is written as the empty string.

    That is how mysqldump writes the error value, which has index 0 (MySQL manual, "The ENUM Type").

    :param row: the row, parentheses included.
    :param columns: the columns written, in order.
    :param lexicon: how its text is cut into tokens.
    """
    values = values_of(row, lexicon)
    if len(values) != len(columns):
        return frozenset()
    return frozenset(
        column.name
        for column, value in zip(columns, values, strict=True)
        if column.is_enum and value in _EMPTY
    )
