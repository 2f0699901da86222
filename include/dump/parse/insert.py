"""One INSERT statement, as it is known before its first row."""

from __future__ import annotations

from dataclasses import dataclass

from include.dump.parse.lexicon import Lexicon
from include.dump.parse.row_grammar import RowGrammar
from include.dump.parse.session import DumpSession
from include.dump.parse.statement import Rows
from include.dump.parse.table_definition import TableDefinition


@dataclass(frozen=True, slots=True)
class Insert:
    """What is known of an INSERT statement before its first row.

    :param definition: its table.
    :param header: the statement up to and with ``VALUES``.
    :param columns: its column list; empty if it has none.
    :param session: the session that the dump has set up for it.
    :param lexicon: how its rows are cut into tokens.
    :param delimiter: what ends it.
    :param grammar: that of rows that LOAD DATA takes; None if it takes none of this statement.
    :param numbered: whether the server gives rows of its table their number.
    """

    definition: TableDefinition
    header: bytes
    columns: bytes
    session: DumpSession
    lexicon: Lexicon
    delimiter: bytes
    grammar: RowGrammar | None
    numbered: bool

    def rows(
        self, text: bytes, count: int, offset: int, *, load_charset: str | None = None, numbered: bool = False
    ) -> Rows:
        """Return some of its rows, with the line breaks that the client gives the server: see parse_table.

        :param text: the rows, without a separator at the end.
        :param count: how many they are.
        :param offset: where they begin in the dump, in bytes.
        :param load_charset: the character set in which LOAD DATA reads them; None if it does not.
        :param numbered: whether these show that the server gives rows of the table their number.
        """
        if b"\r" in text:  # mysqldump writes an escape
            text = text.replace(b"\r\n", b"\n")
        return Rows(
            self.definition.name,
            self.header,
            self.columns,
            text,
            count,
            load_charset,
            self.lexicon.charset,
            offset,
            self.session,
            self.numbered or numbered,
        )
