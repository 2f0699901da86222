"""Cutting a dump into statements and rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from include.dump.errors import OWN_PROGRAM_ACTION, DumpIncompleteError, DumpStatementError, cut_off
from include.dump.parse.alteration import AlteredTables
from include.dump.parse.classify import classify, refuse_swallowed
from include.dump.parse.header import DumpHeader
from include.dump.parse.insert_scanner import InsertScanner
from include.dump.parse.last_statement import missing_delimiter
from include.dump.parse.lexicon import IDENTIFIER, Lexicon, lexicon
from include.dump.parse.lost_tables import LostTables
from include.dump.parse.program_message import BEGINS_SQL, message_within, not_sql
from include.dump.parse.session_tracker import SessionTracker
from include.dump.parse.statement import InsertEnd, Rows, Statement, StatementKind
from include.dump.parse.table_definition import TableDefinition
from include.dump.parse.table_parser import parse_table
from include.dump.parse.text_window import TextWindow
from include.dump.parse.transactions import Transactions
from include.mysql.identifiers import unquoted

Event = Statement | Rows | InsertEnd

_BLANK = re.compile(rb"[ \t\r\n\f\v]++")
_LINE_COMMENT = re.compile(rb"(?:--(?=[\x00-\x20])|#)[^\n]*+\n")
# MariaDB's line that switches its client to sandbox mode, of either form, is a comment here; nothing ends it.
_LAST_COMMENT = re.compile(rb"(?:--(?:[\x00-\x20]|\Z)|#)[^\n]*+\Z")
_BLOCK_COMMENT = re.compile(rb"/\*(?!M?!(?!999999\\-))[^*]*+(?:\*(?!/)[^*]*+)*+\*/")
# In quotes or without; the last line of a dump may lack its line break (client/mysql.cc, get_arg).
_DELIMITER = re.compile(
    rb"DELIMITER[ \t]++(?:([\"'`])(?P<quoted>[^\n\\]{1,15}?)\1|(?P<plain>[^\s\\\"'`][^\s\\]{0,14}))"
    rb"[^\n]*+(?:\n|\Z)",
    re.IGNORECASE,
)
_IF_NOT_EXISTS = re.compile(rb"\s*+CREATE\s++TABLE\s++IF\s++NOT\s++EXISTS\b", re.IGNORECASE)
_USE = re.compile(rb"\s*+USE\s", re.IGNORECASE)
_INSERT = re.compile(rb"(?:INSERT|REPLACE)(?:[\s`\"#]|/\*|--)", re.IGNORECASE)
_VERSION = re.compile(rb"/\*!\d{0,6}+|\*/")
_DATABASE = re.compile(rb"(?:CREATE|ALTER)\s++(?:DATABASE|SCHEMA)\b", re.IGNORECASE)
_INSERT_TRIGGER = re.compile(
    rb"\b(?:BEFORE|AFTER)\s++INSERT\s++ON\b\s*+(?:" + IDENTIFIER + rb"\s*+\.\s*+)?+(" + IDENTIFIER + rb")",
    re.IGNORECASE,
)

_LONGEST = 64 * 1024 * 1024  # of one statement other than INSERT: keeps the memory bounded
_IN_HAND = 1024 * 1024


class DumpScanner:
    """One pass over the text of a dump, or over a part that begins and ends between two statements.

    :param chunks: the uncompressed text, in pieces of any size.
    :param charset: the character set of the rows until the dump itself sets one.
    :param start: where the text begins in the dump, in bytes.
    :param header: what records comments and settings.
    :param tracker: what follows the session's settings, where the text begins within a dump.
    :param whole: whether the text is all of the dump.
    :param numbered: tables to whose rows the server gives their number, as an inspection found; None in an
        inspection.
    """

    def __init__(
        self,
        chunks: Iterable[bytes],
        *,
        charset: str = "utf8mb4",
        start: int = 0,
        header: DumpHeader | None = None,
        tracker: SessionTracker | None = None,
        whole: bool = True,
        numbered: Collection[str] | None = None,
    ) -> None:
        self.header = header or DumpHeader()
        self.tracker = tracker or SessionTracker()
        self._charset = charset
        self.tables: dict[str, TableDefinition] = {}
        self._window = TextWindow(chunks, start, self._missing_end if whole else lambda _: b"")
        self.delimiter = b";"
        """What ends a statement where the scan is."""
        self._lexicon: Lexicon = self._lexicon_of_session()
        self._altered = AlteredTables()
        self._default_database: str | None = None
        self._whole = whole
        self._lost_tables, self._transactions = LostTables(), Transactions()
        self._triggered: set[str] = set()
        self._inserts = InsertScanner(
            self._window,
            self.header,
            self.tables,
            self._altered,
            triggered=self._triggered,
            numbered=numbered,
        )

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

        :raises DumpIncompleteError: if the text ends inside a statement or a transaction.
        :raises DumpStatementError: if there is a statement that mysqldump does not write.
        """
        at_beginning = self.offset == 0
        if self._window.more() and at_beginning and self._window.starts_with(b"\xef\xbb\xbf"):
            self._window.position = 3
        while self._to_statement():
            if match := self._window.match(_DELIMITER):
                self.delimiter, self._window.position = match["quoted"] or match["plain"], match.end()
            elif self._window.match(_INSERT):
                self._transactions.see_rows(self.offset)
                yield from self._inserts.scan(
                    self.tracker.session, self._lexicon, self.delimiter, self._default_database
                )
            else:
                statement = self._statement()
                if statement.database is not None:
                    yield Statement(StatementKind.DATABASE, statement.database, statement.offset)
                yield statement
        if self._whole:
            self._lost_tables.check_end()
            self._transactions.check_end()

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
            elif window.rest >= _IN_HAND or not self._window.more():
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

    def _missing_end(self, text: bytes) -> bytes:
        """Return what the last statement lacks; a comment behind it may mark the end of the dump."""
        lacking = missing_delimiter(text, self._lexicon, self.delimiter)
        for line in text.splitlines() if lacking else ():
            self.header.see_comment(line)
        return lacking

    # Statements other than INSERT

    def _statement(self) -> Statement:
        window, offset = self._window, self.offset
        if self.delimiter == b";" and not window.match(BEGINS_SQL) and not window.starts_with(b";"):
            if window.find(b"\n") < 0 and window.rest < _IN_HAND and not self._window.more():
                raise self._lacks_end()  # the first word itself may be cut
            raise self._no_statement()
        pattern = self._lexicon.skip(self.delimiter)
        while True:
            match = window.match(pattern)
            assert match is not None
            if window.buffer.startswith(self.delimiter, match.end(), window.end):
                break
            if window.buffer.startswith(b"\\", match.end(), window.end):
                raise DumpStatementError(
                    f"The statement at byte {offset} of the dump has a backslash outside of quotes, with "
                    "which commands of the mysql client begin, such as \\g.",
                    "Let each statement end with a semicolon, and leave out such commands.",
                )
            if window.rest > _LONGEST or not window.more_of_statement():
                raise self._lacks_end()
        window.position = match.end() + len(self.delimiter)
        text = match[0]
        try:
            return self._classified(text, offset)
        except DumpStatementError as error:
            raise message_within(text, f"within the statement at byte {offset}") or error from None

    def _lacks_end(self) -> DumpStatementError | DumpIncompleteError:
        return self._no_statement() if self.header.has_ended else cut_off("inside a statement", self.offset)

    def _no_statement(self) -> DumpStatementError:
        return not_sql(self._window.following(200), self.offset)

    def _classified(self, text: bytes, offset: int) -> Statement:
        written, text = text, self._lexicon.without_comments(text)
        kind, name = classify(text)
        if name != "USE":  # the client takes its line without an end
            # A value that is set may have any lines, and so may a comment.
            bare = self._lexicon.unquoted(text) if kind is StatementKind.SETTING else text
            refuse_swallowed(written, bare, kind, offset)
        if kind is StatementKind.FOREIGN:
            raise DumpStatementError(
                f"The dump holds a statement {name} at byte {offset}, which mysqldump does not write.",
                OWN_PROGRAM_ACTION,
            )
        self._follow(text, kind, name, offset)
        if kind is StatementKind.ALTERATION:
            alteration = self._altered.see(
                text, offset, self.tracker.session, self.tables, self._default_database
            )
            return Statement(kind, name, offset, alteration=alteration)
        if kind is StatementKind.EMPTYING:
            plain, filled = _VERSION.sub(b" ", text), self._inserts.filled
            counter = self._altered.see_emptying(
                plain, offset, self.tracker.session, self.tables, self._default_database, filled=filled
            )
            return Statement(kind, name, offset, alteration=counter)
        if kind is not StatementKind.TABLE:
            if kind is StatementKind.DATABASE and _USE.match(text):
                self._default_database = name
            return Statement(kind, name, offset)
        self.tracker.session.refuse_foreign_mode(offset)
        table = parse_table(text, self.tracker.session)
        if table.name in self.tables:
            if _IF_NOT_EXISTS.match(text) and not self._lost_tables.is_dropped(table.name):
                return Statement(StatementKind.SKIPPED, "", offset)
            raise DumpStatementError(
                f"The dump makes table {table.name} again at byte {offset}.",
                "Give a file of one dump, in which each table is made once.",
            )
        self.tables[table.name] = table
        self.header.see_content()
        return Statement(kind, table.name, offset, table, self.tracker.session)

    def _follow(self, text: bytes, kind: StatementKind, name: str, offset: int) -> None:
        """Record what a statement means for those that come behind it."""
        if kind is StatementKind.SETTING:
            self.header.see_setting(text)
            self.tracker.see(text)
            self._transactions.see_setting(text)
            self._lexicon = self._lexicon_of_session()
            return
        plain = _VERSION.sub(b" ", text).strip()
        self._transactions.see(plain, offset)
        view = name if kind is StatementKind.VIEW else None
        self._lost_tables.see(text.strip(), offset, self.tables, self._default_database, view=view)
        if kind is StatementKind.TRIGGER and (trigger := _INSERT_TRIGGER.search(plain)):
            self._triggered.add(unquoted(trigger[1]))
        elif _DATABASE.match(plain):
            self.tracker.see_database(text)
