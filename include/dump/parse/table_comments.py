"""The tables that the comments of a dump announce: a count that no SQL has to be understood for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from include.dump.errors import DumpMismatchError
from include.mysql.identifiers import unquoted

# mysqldump's print_comment() in client/mysqldump.cc, mariadb-dump and phpMyAdmin alike: a line of its own
# between two that hold nothing but the dashes.
_BEGINNING: Final = b"-- Table structure for table "
_ANNOUNCED: Final = b"\n" + _BEGINNING
_DELIMITER: Final = b"\nDELIMITER "
_NAME: Final = re.compile(rb"(`(?:[^`\r\n]|``)++`)\r?(?:\Z|\n--\r?\n)")
_NEW_DELIMITER: Final = re.compile(rb"(\S++)")
_MARGIN: Final = 1024  # longer than such a line: it may be cut by the end of a piece


class TableComments:
    """Collects the names from the text of a dump, by its lines alone.

    What a scanner that lost its way in quotes takes for a value still counts here. Routines and triggers
    stand between DELIMITER lines and may hold any comment, so nothing counts there.
    """

    def __init__(self) -> None:
        self.names: set[str] = set()
        """What was announced so far; empty for a dump without comments."""
        self._delimiter = b";"
        self._buffer = b"\n"

    def see(self, comment: bytes) -> None:
        """Take a comment that stands where a statement could begin, without its line break."""
        if comment.startswith(_BEGINNING) and (name := _NAME.match(comment, len(_BEGINNING))):
            self._add(name[1])

    def watch(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Hand the pieces of a dump's text on, and look at each."""
        for piece in pieces:
            self._buffer += piece
            self._look(max(len(self._buffer) - _MARGIN, 0))
            yield piece
        self._look(len(self._buffer))

    def check(self, tables: Collection[str], uri: str) -> None:
        """Check that each announced table was found as a statement.

        :param tables: the tables that were found by reading SQL.
        :param uri: the dump, for the message.
        :raises DumpMismatchError: naming those that were not.
        """
        if lost := sorted(self.names - set(tables)):
            raise DumpMismatchError(
                f"The comments of {uri} announce tables without a CREATE TABLE statement, {len(lost)} in "
                f"all: {', '.join(lost[:10])}.",
                "Have the dump made again; if it stays so, restore it with the mysql client and report this.",
            )

    def _look(self, limit: int) -> None:
        """Look at the lines that begin before a position; the rest waits for the next piece."""
        found = [*self._positions(_ANNOUNCED, limit), *self._positions(_DELIMITER, limit)]
        for position, line in sorted(found):
            start = position + len(line)
            if line is _DELIMITER:
                changed = _NEW_DELIMITER.match(self._buffer, start)
                self._delimiter = changed[1] if changed else self._delimiter
            elif self._delimiter == b";" and (name := _NAME.match(self._buffer, start)):
                self._add(name[1])
        self._buffer = self._buffer[limit:]

    def _add(self, name: bytes) -> None:
        self.names.add(unquoted(name))

    def _positions(self, line: bytes, limit: int) -> Iterator[tuple[int, bytes]]:
        position = self._buffer.find(line)
        while 0 <= position < limit:
            yield position, line
            position = self._buffer.find(line, position + 1)
