"""Reading the rows of INSERT statements, at the speed of regular expressions on bytes."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import replace

from include.dump.errors import OWN_PROGRAM_ACTION, DumpIncompleteError, DumpStatementError, cut_off
from include.dump.parse.alteration import AlteredTables
from include.dump.parse.column import Column
from include.dump.parse.header import DumpHeader
from include.dump.parse.insert import Insert
from include.dump.parse.insert_columns import (
    ON_DUPLICATE,
    check_names,
    require_definition,
)
from include.dump.parse.insert_header import InsertHeader, read_header
from include.dump.parse.lexicon import BINARY, COMMENT, EVERY_SERVER, Lexicon
from include.dump.parse.program_message import message_within
from include.dump.parse.row_checks import (
    check_generated,
    check_json,
    check_values,
    leave_numbers,
    takes_no_json,
)
from include.dump.parse.row_grammar import RowGrammar, row_grammar
from include.dump.parse.session import DumpSession
from include.dump.parse.statement import InsertEnd, Rows, Statement, StatementKind
from include.dump.parse.table_definition import TableDefinition
from include.dump.parse.text_window import TextWindow
from include.dump.parse.unloadable_rows import UnloadableRows

_GAP = re.compile(rb"(?:\s++|" + COMMENT + rb")++")
_CLAUSE = re.compile(rb"(?:AS|ON)\s", re.IGNORECASE)
_LONGEST = 64 * 1024 * 1024  # of one row: keeps the memory bounded
_LONGEST_HEADER = 1024 * 1024
_INSERT_SIZE = 1024 * 1024  # of the text of rows that go by INSERT, as mysqldump's net_buffer_length


class InsertScanner:
    """Reads INSERT statements where the scanner of a dump meets them.

    :param window: the text; it stands at the statement, and behind it afterwards.
    :param header: what records that there are rows.
    :param tables: the tables that the dump has made so far.
    :param altered: those that it has altered.
    :param triggered: those with a trigger that an INSERT fires; it grows while the dump is read.
    :param numbered: those to whose rows the server gives their number, as an inspection found; None in an
        inspection.
    """

    def __init__(
        self,
        window: TextWindow,
        header: DumpHeader,
        tables: Mapping[str, TableDefinition],
        altered: AlteredTables,
        *,
        triggered: Collection[str],
        numbered: Collection[str] | None,
    ) -> None:
        self._triggered, self._numbered = triggered, numbered
        self._window, self._header, self._tables, self._altered = window, header, tables, altered
        self._lists: dict[tuple[str, bytes], tuple[bool, bool]] = {}
        self._mixed: dict[str, UnloadableRows] = {}
        self._with_bytes: set[str] = set()

    def scan(
        self, session: DumpSession, lexicon: Lexicon, delimiter: bytes, default: str | None
    ) -> Iterator[Statement | Rows | InsertEnd]:
        """Yield the database that the statement names, its rows, and its end.

        :param session: the session that the dump has set up for it.
        :param lexicon: how it is cut into tokens.
        :param delimiter: what ends it.
        :param default: the database that the dump has chosen with USE.
        :raises DumpIncompleteError: if the text ends inside it.
        :raises DumpStatementError: if it is not of the form that mysqldump writes.
        """
        window, start = self._window, self._window.offset
        session.refuse_foreign_mode(start)
        header = read_header(window, session, lexicon, delimiter)
        insert = self._insert(header, session, lexicon, delimiter)
        if not insert.definition.is_in(header.database, default):
            raise DumpStatementError(
                f"The rows at byte {start} are for table {insert.definition.name} of another database than "
                "the one that the dump creates it in.",
                "Give a dump of one database.",
            )
        self._header.see_content()
        if header.database is not None:
            yield Statement(StatementKind.DATABASE, header.database, start)
        window.position = header.end
        if insert.numbered:
            self._have_whole(insert)
        self._mixed.setdefault(insert.definition.name, UnloadableRows())
        rows = 0
        if header.row is not None:
            yield self._checked_rows(insert, header.row, 1, start)
            rows = 1
        while not window.starts_with(delimiter):
            if window.match(_CLAUSE):
                self._pass_over_clause(insert)
                break
            found = self._some_rows(insert)
            if found is not None:
                ends = window.starts_with(delimiter) or window.match(_CLAUSE)
                if found.count == 1 and (rows or not ends):
                    found = replace(found, of_several=True)
                rows += found.count
                yield found
        window.position += len(delimiter)
        yield InsertEnd(insert.definition.name, window.offset - start, rows)

    @property
    def filled(self) -> Container[str]:
        """The tables that have rows so far."""
        return self._mixed

    def _insert(
        self, header: InsertHeader, session: DumpSession, lexicon: Lexicon, delimiter: bytes
    ) -> Insert:
        table, columns, offset = header.table, header.columns, self._window.offset
        self._check_table(table, offset)
        definition = require_definition(self._tables.get(table), table, offset)
        written = definition.written_columns(columns)
        check_names(definition, columns, lexicon.charset, offset)
        leaves_number, needs_insert = self._left_out(definition, columns, written or ())
        numbered = (
            table in (self._numbered or ())
            or (session.numbers_zeros and definition.numbers_itself)
            or leaves_number
        )
        if numbered:
            self._altered.check_numbers(table, offset)
        grammar = None
        # LOAD DATA numbers rows in steps of its own.
        if written and not numbered and not needs_insert:
            may_load = lexicon.loadable and not session.narrower_charset and delimiter == b";"
            grammar = row_grammar(written) if may_load and not takes_no_json(written, lexicon) else None
        return Insert(definition, header.text, columns, session, lexicon, delimiter, grammar, numbered)

    def _left_out(
        self, definition: TableDefinition, columns: bytes, written: tuple[Column, ...]
    ) -> tuple[bool, bool]:
        """Tell whether a column list leaves numbers to the server, and whether it needs INSERT."""
        key = (definition.name, columns)
        if key not in self._lists:
            self._lists[key] = (definition.leaves_number(written), definition.needs_insert(written))
        return self._lists[key]

    def _check_table(self, table: str, offset: int) -> None:
        self._altered.check_rows(table, offset)
        if table in self._triggered:
            raise DumpStatementError(
                f"The dump has rows for table {table} at byte {offset}, behind a trigger that runs for each "
                "of them. A restore runs no triggers.",
                "Make the dump with mysqldump or mariadb-dump, which write triggers behind the rows.",
            )

    def _some_rows(self, insert: Insert) -> Rows | None:
        """Return the next rows; None if more text had to be read first."""
        mixed = self._mixed[insert.definition.name]
        if insert.grammar is None:
            return self._other_rows(insert, None)
        found = self._loadable_rows(insert, insert.grammar) if not mixed.left else None
        if found is None:
            return self._other_rows(insert, mixed)
        if found.loadable:
            mixed.take_loaded(len(found.text))
        else:
            mixed.take_unloadable()
        return found

    def _loadable_rows(self, insert: Insert, grammar: RowGrammar) -> Rows | None:
        window, escaped = self._window, self._window.has_backslash()
        start = window.position
        count, end = grammar.take(window.buffer, start, window.end, escaped=escaped)
        if not count:
            return None
        text = window.text(start, window.buffer.rfind(b")", start, end) + 1)
        offset, window.position = window.offset, end
        table = insert.definition.name
        # A table with bytes is read as bytes from then on: each change between the two costs a transaction.
        charset = grammar.load_charset(text, insert.lexicon.charset, as_bytes=table in self._with_bytes)
        if charset == BINARY:
            self._with_bytes.add(table)
        return insert.rows(text, count, offset, load_charset=charset)

    def _other_rows(self, insert: Insert, mixed: UnloadableRows | None) -> Rows | None:
        """Return the next rows to go by INSERT; None if more text had to be read first.

        :param mixed: what is known of the rows that LOAD DATA cannot take; None if it cannot take any.
        """
        window = self._window
        if gap := window.match(_GAP):
            window.position = gap.end()
        match_row = insert.lexicon.row(insert.delimiter).match
        start = end = last = window.position
        count = 0
        limit = _LONGEST if insert.numbered else _INSERT_SIZE
        while (not count or end - start < limit) and (match := match_row(window.buffer, end, window.end)):
            if not count and mixed is not None:
                if not mixed.left:
                    mixed.take_unloadable()
                limit = mixed.left
            last, end = match.end("row"), match.end()
            count += 1
            if match["more"] is None:
                break
        if not count:
            self._read_on(insert)
            return None
        if mixed is not None:
            mixed.take_inserted(end - start)
        offset, window.position = window.offset, end
        return self._checked_rows(insert, window.text(start, last), count, offset)

    def _checked_rows(self, insert: Insert, text: bytes, count: int, offset: int) -> Rows:
        """Return rows that go by INSERT, if the server and a restore by several sessions can take them."""
        written = insert.definition.written_columns(insert.columns) or ()
        check_generated(insert.definition, written, text, insert.lexicon, offset)
        check_json(insert.definition, written, text, insert.lexicon, offset)
        check_values(insert.definition.name, text, insert.lexicon, offset)
        numbered = not insert.numbered and leave_numbers(written, text, insert.lexicon)
        if numbered:
            self._check_numbered(insert.definition.name, offset)
        return insert.rows(text, count, offset, numbered=numbered)

    def _check_numbered(self, table: str, offset: int) -> None:
        """Check that rows may leave their number to the server, where that shows in their values alone."""
        self._altered.check_numbers(table, offset)
        if self._numbered is not None:  # those before them may be on their way by several connections
            raise DumpStatementError(
                f"Rows of table {table} at byte {offset} leave their number to the server, which a quick "
                "look at the dump did not show.",
                "Restore it with a full inspection (--full, or full_inspection).",
            )

    def _have_whole(self, insert: Insert) -> None:
        """Read all of a statement into memory: the server numbers its rows together."""
        window, table = self._window, insert.definition.name
        while not self._ends(insert):
            if window.rest > _LONGEST:
                raise DumpStatementError(
                    f"An INSERT into table {table} at byte {window.offset}, whose rows leave their number to "
                    f"the server, is longer than {_LONGEST >> 20} MiB.",
                    "Make the dump with mysqldump or mariadb-dump, which write the numbers themselves.",
                )
            if not window.more_of_statement():
                raise cut_off(f"inside the rows of table {table}", window.offset)

    def _ends(self, insert: Insert) -> bool:
        """Tell whether the end of the statement is in memory."""
        match = self._window.match(insert.lexicon.skip(insert.delimiter))
        return match is not None and self._window.buffer.startswith(
            insert.delimiter, match.end(), self._window.end
        )

    def _read_on(self, insert: Insert) -> None:
        """Read more text, because no whole row is in memory."""
        window, table = self._window, insert.definition.name
        if window.rest > _LONGEST:
            raise DumpStatementError(
                f"A row of table {table} at byte {window.offset} is malformed or longer than "
                f"{_LONGEST >> 20} MiB.",
                "Check the dump at that place; a row must end with ')' and be followed by ',' or ';'.",
            )
        if not window.more_of_statement():
            raise self._row_expected(insert)

    def _row_expected(self, insert: Insert) -> DumpStatementError | DumpIncompleteError:
        window, table = self._window, insert.definition.name
        if insert.lexicon.has_newer_comment(window.text(window.position, window.end)):
            return DumpStatementError(
                f"The rows of table {table} from byte {window.offset} on have a comment that not every "
                f"server runs (/*!{EVERY_SERVER + 1} or above).",
                OWN_PROGRAM_ACTION,
            )
        row = window.match(insert.lexicon.row_alone)
        if message := message_within(window.following(4096), f"in the rows at byte {window.offset}"):
            return message
        if window.rest and (row or not window.starts_with(b"(")):
            problem = f"The rows of table {table} do not end with a semicolon at byte {window.offset}."
            return DumpStatementError(problem, OWN_PROGRAM_ACTION)
        return cut_off(f"inside the rows of table {table}", window.offset)

    def _pass_over_clause(self, insert: Insert) -> None:
        """Go to the end of the statement, past ON DUPLICATE KEY UPDATE."""
        window = self._window
        while not self._ends(insert):
            if window.rest > _LONGEST_HEADER or not window.more_of_statement():
                raise cut_off(f"inside the rows of table {insert.definition.name}", window.offset)
        match = window.match(insert.lexicon.skip(insert.delimiter))
        assert match is not None  # it ends
        if not ON_DUPLICATE.match(insert.lexicon.without_comments(match[0], opened=True)):
            raise self._row_expected(insert)
        window.position = match.end()
