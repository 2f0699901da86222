"""Cutting a dump into statements and rows, at the speed of regular expressions on bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from include.dump.errors import OWN_PROGRAM_ACTION, DumpIncompleteError, DumpStatementError
from include.dump.parse.alteration import AlteredTables
from include.dump.parse.classify import classify
from include.dump.parse.header import DumpHeader
from include.dump.parse.insert_columns import (
    INSERT_HEADER,
    check_generated,
    check_names,
    quote_names,
    require_definition,
)
from include.dump.parse.lexicon import Lexicon, lexicon
from include.dump.parse.program_message import BEGINS_SQL, not_sql
from include.dump.parse.row_grammar import RowGrammar, row_grammar
from include.dump.parse.session import SessionTracker
from include.dump.parse.statement import InsertEnd, Rows, Statement, StatementKind
from include.dump.parse.table_definition import TableDefinition
from include.dump.parse.table_parser import parse_table
from include.dump.parse.text_window import TextWindow
from include.dump.parse.unloadable_rows import UnloadableRows
from include.mysql.identifiers import unquoted

Event = Statement | Rows | InsertEnd

_BLANK = re.compile(rb"[ \t\r\n\f\v]++")
_LINE_COMMENT = re.compile(rb"(?:--(?=[\x00-\x20])|#)[^\n]*+\n")
# MariaDB's line that switches its client to sandbox mode, of either form, is a comment here; nothing ends it.
_LAST_COMMENT = re.compile(rb"(?:--(?:[\x00-\x20]|\Z)|#)[^\n]*+\Z")
_BLOCK_COMMENT = re.compile(rb"/\*(?!M?!(?!999999\\-))[^*]*+(?:\*(?!/)[^*]*+)*+\*/")
_GAP = re.compile(rb"(?:\s++|" + _BLOCK_COMMENT.pattern + rb")++")
_DELIMITER = re.compile(rb"DELIMITER[ \t]++(\S{1,15})[^\n]*+\n", re.IGNORECASE)
_INSERT = re.compile(rb"(?:INSERT|REPLACE)\s", re.IGNORECASE)

# No statement of another kind holds such a line, whatever stands in the body of a routine: it would begin a
# statement of its own in the client too.
_SWALLOWED = re.compile(rb"\n(?:DELIMITER |-- (?:Table structure|Dumping data) for table )")
_LONGEST = 64 * 1024 * 1024  # of one row, or of one statement other than INSERT: keeps the memory bounded
_LONGEST_HEADER = 1024 * 1024
_INSERT_SIZE = 1024 * 1024  # of the text of rows that go by INSERT, as mysqldump's net_buffer_length


class DumpScanner:
    """One pass over the text of a dump, or over a part that begins and ends between two statements.

    :param chunks: the uncompressed text, in pieces of any size.
    :param charset: the character set of the rows until the dump itself sets one.
    :param start: where the text begins in the dump, in bytes.
    :param header: what records comments and settings.
    :param tracker: what follows the session's settings, where the text begins within a dump.
    """

    def __init__(
        self,
        chunks: Iterable[bytes],
        *,
        charset: str = "utf8mb4",
        start: int = 0,
        header: DumpHeader | None = None,
        tracker: SessionTracker | None = None,
    ) -> None:
        self.header = header or DumpHeader()
        self.tracker = tracker or SessionTracker()
        self._charset = charset
        self.tables: dict[str, TableDefinition] = {}
        self.largest_row = 0
        self._window = TextWindow(chunks, start)
        self._delimiter = b";"
        self._lexicon: Lexicon = self._lexicon_of_session()
        self._mixed: dict[str, UnloadableRows] = {}
        self._altered = AlteredTables()
        self._backslash = -1

    @property
    def offset(self) -> int:
        """How far the scan is, in bytes of uncompressed text."""
        return self._window.offset

    def _lexicon_of_session(self) -> Lexicon:
        session = self.tracker.session
        charset = session.charset or self._charset
        return lexicon(charset, backslash_escapes=not session.no_backslash_escapes)

    def __iter__(self) -> Iterator[Event]:
        """Yield statements and rows in the order of the dump.

        :raises DumpIncompleteError: if the text ends inside a statement.
        :raises DumpStatementError: if there is a statement that mysqldump does not write.
        """
        at_beginning = self.offset == 0
        if self._more() and at_beginning and self._window.starts_with(b"\xef\xbb\xbf"):
            self._window.position = 3
        while self._to_statement():
            if match := self._window.match(_DELIMITER):
                self._delimiter, self._window.position = match[1], match.end()
            elif self._window.match(_INSERT):
                yield from self._insert()
            else:
                yield self._statement()
        if self._delimiter != b";":
            raise self._incomplete("inside a DELIMITER block")

    # Text

    def _to_statement(self) -> bool:
        """Go to the next statement, past blanks and comments; False at the end of the dump."""
        window = self._window
        while True:
            if match := window.match(_BLANK):
                window.position = match.end()
            comment = window.match(_LINE_COMMENT) or window.match(_BLOCK_COMMENT)
            if comment is not None:
                self.header.see_comment(comment[0])
                window.position = comment.end()
            elif window.rest >= _LONGEST_HEADER or not self._more():
                return self._at_end()
            # A comment or a DELIMITER line may be cut by the end of the piece, so there is always a mebibyte
            # in hand before a statement is looked at.

    def _at_end(self) -> bool:
        """Tell whether a statement follows; a last line comment may lack its line break."""
        if comment := self._window.match(_LAST_COMMENT):
            self.header.see_comment(comment[0])
            self._window.position = comment.end()
            return False
        return self._window.rest > 0

    def _more(self) -> bool:
        """Read on; False at the end."""
        self._backslash = -1
        return self._window.more()

    # Statements other than INSERT

    def _statement(self) -> Statement:
        window, offset = self._window, self.offset
        if self._delimiter == b";" and not window.match(BEGINS_SQL) and not window.starts_with(b";"):
            if window.find(b"\n") < 0 and window.rest < _LONGEST_HEADER and not self._more():
                raise self._incomplete("inside a statement")  # the first word itself may be cut
            raise not_sql(window.text(window.position, min(window.position + 200, window.end)), offset)
        pattern = self._lexicon.skip(self._delimiter)
        while True:
            match = window.match(pattern)
            assert match is not None
            if window.buffer.startswith(self._delimiter, match.end(), window.end):
                break
            if window.rest > _LONGEST or not self._more():
                raise self._incomplete("inside a statement")
        window.position = match.end() + len(self._delimiter)
        return self._classified(match[0], offset)

    def _classified(self, text: bytes, offset: int) -> Statement:
        kind, name = classify(text)
        if kind is StatementKind.FOREIGN:
            raise DumpStatementError(
                f"The dump holds a statement {name} at byte {offset}, which mysqldump does not write.",
                OWN_PROGRAM_ACTION,
            )
        if kind is StatementKind.SETTING:
            self.header.see_setting(text)
            self.tracker.see(text)
            self._lexicon = self._lexicon_of_session()
        if kind is StatementKind.ALTERATION:
            alteration = self._altered.see(text, offset, self.tracker.session, self.tables)
            return Statement(kind, name, offset, alteration=alteration)
        if kind is not StatementKind.TABLE:
            if _SWALLOWED.search(text):
                raise DumpStatementError(
                    f"The statement at byte {offset} holds lines that begin other statements: its quotes do "
                    "not match in the sql_mode that the dump sets.",
                    "Have the dump made again, with mysqldump or mariadb-dump.",
                )
            return Statement(kind, name, offset)
        self.tracker.session.refuse_foreign_mode(offset)
        table = parse_table(text, self.tracker.session)
        self.tables[table.name] = table
        self.header.see_content()
        return Statement(kind, table.name, offset, table, self.tracker.session)

    # INSERT

    def _insert(self) -> Iterator[Event]:
        start = self.offset
        self.tracker.session.refuse_foreign_mode(start)
        if self._delimiter != b";":
            raise DumpStatementError(
                f"The dump has rows at byte {start} while its DELIMITER is not the semicolon.",
                OWN_PROGRAM_ACTION,
            )
        match = self._insert_header()
        # Even a name may hold a line break: see parse_table.
        verb, name, columns = (text.replace(b"\r\n", b"\n") for text in match.groups(b""))
        table, columns = unquoted(name), quote_names(columns.strip())
        header = verb + quote_names(name) + columns + b" VALUES "
        self._altered.check_rows(table, start)
        grammar = self._grammar(table, columns)
        self.header.see_content()
        rows = 0
        window = self._window
        window.position = match.end()
        mixed = self._mixed.setdefault(table, UnloadableRows())
        while not window.starts_with(b";"):
            found = None
            if grammar is not None and not mixed.left:
                found = self._loadable_rows(grammar, table, header, columns)
            if found is not None:
                mixed.take_loaded(len(found.text))
            else:
                found = self._other_rows(table, header, columns, mixed if grammar is not None else None)
            if found is not None:
                rows += found.count
                yield found
        window.position += 1
        yield InsertEnd(table, self.offset - start, rows)

    def _insert_header(self) -> re.Match[bytes]:
        while True:
            header = self._window.match(INSERT_HEADER)
            if header is not None and (header[2][:1] != b'"' or self.tracker.session.ansi_quotes):
                return header
            if self._window.rest >= _LONGEST_HEADER:
                break
            if not self._more():
                if self._window.find(b";") < 0:
                    raise self._incomplete("inside an INSERT statement")
                break
        raise DumpStatementError(
            f"The rows at byte {self.offset} do not begin as mysqldump writes them: INSERT INTO `t` VALUES.",
            f"{OWN_PROGRAM_ACTION} With mysqldump, leave out --compatible.",
        )

    def _grammar(self, table: str, columns: bytes) -> RowGrammar | None:
        definition = require_definition(self.tables.get(table), table, self._lexicon.charset, self.offset)
        written = definition.written_columns(columns)
        check_names(definition, columns, self._lexicon.charset, self.offset)
        if written is None or not self._lexicon.loadable or self.tracker.session.narrower_charset:
            return None
        return row_grammar(written)

    def _loadable_rows(self, grammar: RowGrammar, table: str, header: bytes, columns: bytes) -> Rows | None:
        window, escaped = self._window, self._has_backslash()
        start = window.position
        count, end = grammar.take(window.buffer, start, window.end, escaped=escaped)
        if not count:
            return None
        text = window.text(start, window.buffer.rfind(b")", start, end) + 1)
        offset, window.position = self.offset, end
        charset, session = self._lexicon.charset, self.tracker.session
        loadable = grammar.loads(text, charset)
        return Rows(table, header, columns, text, count, loadable, charset, offset, session)

    def _has_backslash(self) -> bool:
        """Tell whether a backslash is to come in the buffer.

        It is searched for once: where LOAD DATA cannot take all rows the question is asked often, and each
        search may be long.
        """
        if self._backslash < self._window.position:
            found = self._window.find(b"\\")
            self._backslash = found if found >= 0 else self._window.end
        return self._backslash < self._window.end

    def _other_rows(
        self, table: str, header: bytes, columns: bytes, mixed: UnloadableRows | None
    ) -> Rows | None:
        """Return the next rows to go by INSERT; None if more text had to be read first.

        :param mixed: what is known of the rows that LOAD DATA cannot take; None if it cannot take any.
        """
        window = self._window
        if gap := window.match(_GAP):
            window.position = gap.end()
        match_row = self._lexicon.row.match
        start = end = last = window.position
        count = 0
        limit = _INSERT_SIZE
        while (not count or end - start < limit) and (match := match_row(window.buffer, end, window.end)):
            if not count and mixed is not None:
                if not mixed.left:
                    mixed.take_unloadable()
                limit = mixed.left
            last, end = match.end("row"), match.end()
            count += 1
            if match["more"] is None:
                break
        if count:
            if mixed is not None:
                mixed.take_inserted(end - start)
            offset, window.position = self.offset, end
            text = window.text(start, last)
            definition = self.tables[table]
            written = definition.written_columns(columns) or ()
            check_generated(definition, written, text, self._lexicon, offset)
            charset, session = self._lexicon.charset, self.tracker.session
            return Rows(table, header, columns, text, count, False, charset, offset, session)
        if window.rest > _LONGEST:
            raise DumpStatementError(
                f"A row of table {table} at byte {self.offset} is malformed or longer than "
                f"{_LONGEST >> 20} MiB.",
                "Check the dump at that place; a row must end with ')' and be followed by ',' or ';'.",
            )
        if not self._more():
            raise self._row_expected(table)
        return None

    def _row_expected(self, table: str) -> DumpStatementError | DumpIncompleteError:
        row = self._window.match(self._lexicon.row_alone)
        if self._window.rest and (row or not self._window.starts_with(b"(")):
            problem = f"The rows of table {table} do not end with a semicolon at byte {self.offset}."
            return DumpStatementError(problem, OWN_PROGRAM_ACTION)
        return self._incomplete(f"inside the rows of table {table}")

    def _incomplete(self, where: str) -> DumpIncompleteError:
        return DumpIncompleteError(
            f"The dump ends {where}, which begins at byte {self.offset} of its text.",
            "Have the dump made and uploaded again; compare its size with that of the original.",
        )
