"""A quick look through a whole dump: only the lines that can begin a statement are looked at."""

from __future__ import annotations

import re

from include.dump.errors import OWN_PROGRAM_ACTION, DumpStatementError
from include.dump.parse.header import DumpHeader
from include.dump.parse.insert_columns import INSERT_HEADER, may_be_refused, quote_names
from include.dump.parse.lexicon import IDENTIFIER
from include.dump.parse.lost_tables import dropped_tables, versioned_table
from include.dump.parse.row_checks import first_leaves_number
from include.dump.parse.session_tracker import SessionTracker
from include.dump.parse.table_comments import TableComments
from include.dump.parse.table_definition import TableDefinition
from include.dump.parse.table_parser import parse_table
from include.mysql.identifiers import unquoted

# A statement that begins behind the end of another, in the same line, would not be looked at.
_ALONE = rb"(?:[^\r\n;`]|`[^\r\n`]*+`)*+;[ \t]*+(?:\r?(?:\n|\Z)|--[ \t]|#)"
_FOLLOWED = rb"[^\r\n]*\*/;[ \t]*+[^\s;#\-]"
_INDENTED = rb"(?:ALTER|BEGIN|CREATE|DELETE|DROP|INSERT|REPLACE|SET|START|TRUNCATE|USE)\b"
# How other lines of a dump begin, within statements too: nothing to be looked at.
_USUAL = (
    rb"[\r\n\f\v();#]|[ \t](?![ \t]*+" + _INDENTED + rb")|--\s|/\*M!(?!100000 )|/\*!999999|/\*(?!!)"
    rb"|/\*!\d{5,6} (?:CREATE(?! TABLE )|VIEW|DEFINER|(?:SUB)?PARTITION|FUNCTION)(?!" + _FOLLOWED + rb")"
    rb"|/\*!\d{5,6} (?:DROP(?! (?:TABLE|DATABASE|SCHEMA) )|ALTER)"
    + _ALONE
    + rb"|(?:DROP (?:VIEW|TRIGGER|PROCEDURE|FUNCTION|EVENT) |(?:UN)?LOCK TABLES|COMMIT|CHANGE |FLUSH "
    rb"|ANALYZE )" + _ALONE + rb"|(?:SUB)?PARTITION|UNION="
)
_IS_ALONE, _IS_FOLLOWED = re.compile(_ALONE), re.compile(_FOLLOWED)
_AUTOCOMMIT = re.compile(rb"\bautocommit\b", re.IGNORECASE)
# mysqldump escapes line breaks inside values, so such a line begins a statement; should a dump by other hands
# have them raw, the restore itself, which reads every byte, has the last word.
_LINE = re.compile(
    rb"\n(?:(CREATE TABLE )|(?:INSERT(?: +IGNORE)?|REPLACE) INTO (" + IDENTIFIER + rb")"
    rb"|(?:USE |CREATE DATABASE )([^\r\n]*)|(?i:DELIMITER) (\S++)|(-- [^\r\n]*)"
    rb"|((?:/\*!\d{5,6} )?SET [^\r\n]*)|((?:/\*!\d{5,6} )?DROP (?:TABLE|DATABASE|SCHEMA) [^\r\n]*)"
    rb"|(/\*!\d{5,6} (?:CREATE TABLE|VIEW) [^\r\n]*)"
    rb"|(ALTER DATABASE [^\r\n]*)|(?!" + _USUAL + rb")([^\r\n]))"
)
_DATABASE = re.compile(rb"(?:/\*[^*]*\*/\s*)*(?:IF NOT EXISTS\s*)?(" + IDENTIFIER + rb")")
_VIEW = re.compile(rb"/\*!\d{5,6} VIEW (" + IDENTIFIER + rb")")
_END = re.compile(rb";\r?\n")
_LONGEST_TABLE = 4 * 1024 * 1024
_MARGIN = 4096  # a line's beginning may be cut by the end of a piece


class DumpSurvey:
    """Facts about a dump, collected from its text piece by piece.

    :param comments: takes each comment that stands where a statement could begin.
    """

    def __init__(self, comments: TableComments) -> None:
        self._comments = comments
        self.header = DumpHeader()
        self.tracker = SessionTracker()
        self.needs_full_read = False
        """Whether a line was seen that only reading every statement explains."""
        self.zone_is_open = False
        """Whether there are TIMESTAMP columns in a time zone that the dump does not name."""
        self.stand_ins: set[str] = set()
        """Tables in versioned comments in whose place no view has come so far."""
        self.definitions: dict[str, TableDefinition] = {}
        self.statements: dict[str, int] = {}
        self.sizes: dict[str, int] = {}
        self.offsets: dict[str, int] = {}
        self.databases: list[str] = []
        self.begins_elsewhere = False
        """Whether tables come before the first USE: they are of the database that the header names."""
        self.largest_statement = 0
        self.delimiter = b";"
        self.end = b""
        self._buffer = b"\n"
        self._base = -1
        self._open: tuple[str, int] | None = None
        self._in_insert = False
        # A trigger of these may stand before their rows: code comes under another delimiter.
        self._before_code: frozenset[str] = frozenset()

    def feed(self, piece: bytes) -> None:
        """Take the next piece of text."""
        self.end = (self.end + piece)[-_MARGIN:] if len(piece) < _MARGIN else piece[-_MARGIN:]
        self._buffer += piece
        self._look(len(self._buffer) - _MARGIN)

    def finish(self) -> None:
        """Look at what is left at the end."""
        self._look(len(self._buffer))
        self._close(self._base + len(self._buffer))
        self.needs_full_read |= self.delimiter != b";"

    def ends_with_statement(self) -> bool:
        """Tell whether the last line is the end of a statement or a comment."""
        last = self.end.rstrip()
        line = last[last.rfind(b"\n") + 1 :]
        return last.endswith(self.delimiter) or line.startswith((b"--", b"DELIMITER")) or not last

    def _look(self, limit: int) -> None:
        keep = max(limit, 0)
        position = 0
        # The next line break is found much faster by itself, and lines of a compact dump are a mebibyte long.
        while (line := self._buffer.find(b"\n", position)) >= 0:
            if self._in_insert:
                self._end_insert_line(line)
            match = _LINE.search(self._buffer, line)
            if match is None or match.start() >= limit:
                break
            position = match.end()
            if match[1] and self.delimiter == b";":
                end = _END.search(self._buffer, position)
                if end is None:
                    keep = match.start()
                    if len(self._buffer) - keep > _LONGEST_TABLE:
                        raise DumpStatementError(
                            f"A CREATE TABLE statement is longer than {_LONGEST_TABLE >> 20} MiB.",
                            OWN_PROGRAM_ACTION,
                        )
                    break
                self._table(match.start() + 1, end.start())
                position = end.start()
            else:
                self._line(match)
        self._base += keep
        self._buffer = self._buffer[keep:]

    def _line(self, match: re.Match[bytes]) -> None:
        if match[4] is not None:
            self._close(self._base + match.start())
            self.delimiter = match[4]
            self._before_code = frozenset(self.definitions.keys() - self.statements.keys())
        elif self.delimiter != b";":
            self.needs_full_read |= match[1] is not None  # a table, or what code makes
        elif match[2] is not None:
            self._close(self._base + match.start())
            self.needs_full_read |= unquoted(match[2]) in self._before_code
            self._open = (unquoted(match[2]), self._base + match.start())
            self._in_insert = True
            self._columns(unquoted(match[2]), match.start() + 1)
            self.needs_full_read |= self.tracker.session.charset == "binary"
            self.header.see_content()
        elif match[3] is not None:
            self._database(match[3])
        elif match[5] is not None:
            self.header.see_comment(match[5])
            self._comments.see(match[5])
        elif match[6] is not None:
            self._close(self._base + match.start())
            self._setting(match[6])
        elif match[7] is not None:
            self.needs_full_read |= not _IS_ALONE.match(match[7])
            dropped = dropped_tables(match[7], self.definitions, None)
            self.needs_full_read |= not self.definitions.keys().isdisjoint(dropped)
        elif match[8] is not None:
            self._stand_in(match[8])
        elif match[9] is not None:
            self.needs_full_read |= not _IS_ALONE.match(match[9])
            self.tracker.see_database(match[9])
        else:
            self.needs_full_read = True

    def _end_insert_line(self, end: int) -> None:
        """Look at the end of the first line of an INSERT: where all of it is in one, it ends with a row."""
        self._in_insert = False
        last = self._buffer[max(end - 3, 0) : end].rstrip()
        self.needs_full_read |= last.endswith(b";") and not last.endswith(b");")

    def _columns(self, table: str, position: int) -> None:
        """Have a dump read fully whose rows MySQL may refuse for the columns that they write."""
        if table in self.statements or (definition := self.definitions.get(table)) is None:
            return
        header = INSERT_HEADER.match(self._buffer, position)
        if header is None:
            self.needs_full_read = True
            return
        columns = quote_names((header[4] or b"").strip())
        written = definition.written_columns(columns) or ()
        self.needs_full_read |= may_be_refused(definition, columns) or definition.leaves_number(written)
        row = self._buffer[header.end() : header.end() + _MARGIN]
        self.needs_full_read |= first_leaves_number(written, row)

    def _database(self, line: bytes) -> None:
        self.tracker.see_database(line)
        self.needs_full_read |= not _IS_ALONE.match(line)
        if database := _DATABASE.match(line):
            self.begins_elsewhere |= not self.databases and bool(self.definitions)
            self.databases.append(unquoted(database[1]))

    def _stand_in(self, line: bytes) -> None:
        self.needs_full_read |= _IS_FOLLOWED.match(line) is not None
        if (table := versioned_table(line)) is not None:
            self.stand_ins.add(table)
        elif view := _VIEW.match(line):
            self.stand_ins.discard(unquoted(view[1]))

    def _setting(self, line: bytes) -> None:
        self.header.see_setting(line)
        # It may go on in the next line. Which rows are committed only shows where all statements are read.
        self.needs_full_read |= not _IS_ALONE.match(line) or _AUTOCOMMIT.search(line) is not None
        self.tracker.see(line[: line.rfind(b";")])

    def _table(self, start: int, end: int) -> None:
        self._close(self._base + start)
        session = self.tracker.session
        definition = parse_table(self._buffer[start:end], session)
        self.needs_full_read |= definition.name in self.definitions
        self.needs_full_read |= session.foreign_mode is not None or definition.database is not None
        self.zone_is_open |= session.time_zone is None and definition.has_timestamps
        self.definitions[definition.name] = definition
        self.offsets[definition.name] = self._base + start
        self.header.see_content()

    def _close(self, offset: int) -> None:
        if self._open is None:
            return
        name, start = self._open
        self._open = None
        self.statements[name] = self.statements.get(name, 0) + 1
        self.sizes[name] = self.sizes.get(name, 0) + offset - start
        self.largest_statement = max(self.largest_statement, offset - start)
