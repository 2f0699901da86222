"""How an INSERT statement begins: up to its first row."""

from __future__ import annotations

import re
from dataclasses import dataclass

from include.dump.errors import OWN_PROGRAM_ACTION, DumpStatementError, cut_off
from include.dump.parse.insert_columns import INSERT_HEADER, INSERT_SET, ON_DUPLICATE_UNQUOTED, quote_names
from include.dump.parse.lexicon import IDENTIFIER, Lexicon
from include.dump.parse.session import DumpSession
from include.dump.parse.text_window import TextWindow
from include.mysql.identifiers import unquoted

_LONGEST = 1024 * 1024
_LONGEST_ROW = 64 * 1024 * 1024  # keeps the memory bounded
_WITH_COMMENTS = (4 * 1024, _LONGEST)  # of text in which comments are looked for; most headers are short
_ASSIGNED = re.compile(
    rb"\s*+((?:" + IDENTIFIER + rb"\s*+\.\s*+){0,2}" + IDENTIFIER + rb")\s*+:?=", re.IGNORECASE
)


@dataclass(slots=True)  # one for each INSERT: a frozen one takes twice as long to make
class InsertHeader:
    """The beginning of an INSERT statement.

    :param text: the statement up to and with ``VALUES``, without the database.
    :param table: the table's name.
    :param database: that which stands before it; None if none.
    :param columns: the column list with quoted names; empty if there is none.
    :param end: where the rows begin in the window.
    :param row: the one row of ``INSERT ... SET``, as that of VALUES; the statement then ends at ``end``.
    """

    text: bytes
    table: str
    database: str | None
    columns: bytes
    end: int
    row: bytes | None = None


def read_header(window: TextWindow, session: DumpSession, lexicon: Lexicon, delimiter: bytes) -> InsertHeader:
    """Return how the statement begins at which a window stands.

    :param window: the text; it stays where it is.
    :param session: the session that the dump has set up for the statement.
    :param lexicon: how it is cut into tokens.
    :param delimiter: what ends it.
    :raises DumpIncompleteError: if the text ends inside it.
    :raises DumpStatementError: if it is not of the form that mysqldump writes.
    """
    while True:
        if (found := _match(window, session, lexicon)) is not None:
            break
        if window.rest >= _LONGEST or not window.more_of_statement():
            if window.rest < _LONGEST and window.find(delimiter) < 0:
                raise cut_off("inside an INSERT statement", window.offset)
            raise DumpStatementError(
                f"The rows at byte {window.offset} do not begin as mysqldump writes them: "
                "INSERT INTO `t` VALUES.",
                f"{OWN_PROGRAM_ACTION} With mysqldump, leave out --compatible.",
            )
    if found.re is INSERT_HEADER:
        return _header(found, found[4] or b"", window.position + found.end() - found.pos)
    return _assigned(window, lexicon, delimiter)


def _match(window: TextWindow, session: DumpSession, lexicon: Lexicon) -> re.Match[bytes] | None:
    """Match a header, without comments if there are any."""
    for pattern in (INSERT_HEADER, INSERT_SET):
        if (match := window.match(pattern)) is not None and _has_name(match, session):
            return match
    for size in _WITH_COMMENTS:
        text = window.text(window.position, min(window.position + size, window.end))
        bare = lexicon.without_comments(text, opened=True)
        for pattern in (INSERT_HEADER, INSERT_SET) if bare is not text else ():
            if (match := pattern.match(bare)) is not None and _has_name(match, session):
                return match
    return None


def _has_name(match: re.Match[bytes], session: DumpSession) -> bool:
    return match[3][:1] != b'"' or session.ansi_quotes


def _header(match: re.Match[bytes], columns: bytes, end: int, row: bytes | None = None) -> InsertHeader:
    # Even a name may hold a line break: see parse_table.
    verb, name, columns = (text.replace(b"\r\n", b"\n") for text in (match[1], match[3], columns))
    columns = quote_names(columns.strip())
    text = verb + quote_names(name) + columns + b" VALUES "
    return InsertHeader(text, unquoted(name), unquoted(match[2]) if match[2] else None, columns, end, row)


def _assigned(window: TextWindow, lexicon: Lexicon, delimiter: bytes) -> InsertHeader:
    """Return ``INSERT ... SET a = 1, b = 2`` as an INSERT of one row with a column list."""
    skip = lexicon.skip(delimiter)
    while True:
        whole = window.match(skip)
        assert whole is not None
        if window.buffer.startswith(delimiter, whole.end(), window.end):
            break
        if window.rest > _LONGEST_ROW or not window.more_of_statement():
            raise cut_off("inside an INSERT statement", window.offset)
    text = lexicon.without_comments(whole[0], opened=True)
    match = INSERT_SET.match(text)
    assert match is not None
    text = text[match.end() :]
    # Each key is new: see ON_DUPLICATE.
    if update := ON_DUPLICATE_UNQUOTED.search(lexicon.without_quotes(text)):
        text = text[: update.start()]
    found = _assignments(text, lexicon)
    if not found:
        raise DumpStatementError(
            f"The row at byte {window.offset} is not of the form column = value.", OWN_PROGRAM_ACTION
        )
    columns = b"(" + b",".join(column for column, _ in found) + b")"
    return _header(match, columns, whole.end(), b"(" + b",".join(value for _, value in found) + b")")


def _assignments(text: bytes, lexicon: Lexicon) -> list[tuple[bytes, bytes]]:
    """Return each column and its value; none if text has anything else."""
    found: list[tuple[bytes, bytes]] = []
    position = 0
    while assigned := _ASSIGNED.match(text, position):
        value = lexicon.value.match(text, assigned.end())
        assert value is not None
        if not value[0].strip():
            break
        found.append((assigned[1], value[0].strip()))
        if value.end() == len(text):
            return found
        if text[value.end() : value.end() + 1] != b",":
            break
        position = value.end() + 1
    return []
