"""What a scanner finds in a dump."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from include.dump.parse.alteration import Alteration
from include.dump.parse.lexicon import Lexicon, lexicon
from include.dump.parse.session import INITIAL, DumpSession
from include.dump.parse.table_definition import TableDefinition


class StatementKind(StrEnum):
    """Kinds of statements other than rows; only TABLE, ALTERATION and the counter of EMPTYING ever run."""

    TABLE = "table"
    ALTERATION = "alteration"
    EMPTYING = "emptying"
    DATABASE = "database"
    SETTING = "setting"
    SKIPPED = "skipped"
    VIEW = "view"
    TRIGGER = "trigger"
    PROCEDURE = "procedure"
    FUNCTION = "function"
    EVENT = "event"
    SEQUENCE = "sequence"
    LIBRARY = "library"
    USER = "user"
    FOREIGN = "foreign"


OBJECT_KINDS = (
    StatementKind.VIEW,
    StatementKind.TRIGGER,
    StatementKind.PROCEDURE,
    StatementKind.FUNCTION,
    StatementKind.EVENT,
    StatementKind.SEQUENCE,
    StatementKind.LIBRARY,
    StatementKind.USER,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement that is not an INSERT.

    :param kind: what it is.
    :param name: the database of a DATABASE statement, the object of a skipped one; empty if it has none.
    :param offset: where it begins in the uncompressed dump, in bytes.
    :param table: the definition, for TABLE.
    :param session: the session that the dump has set up for it.
    :param alteration: what it does, for ALTERATION and for an EMPTYING that sets the counter back.
    """

    kind: StatementKind
    name: str
    offset: int
    table: TableDefinition | None = None
    session: DumpSession = INITIAL
    alteration: Alteration | None = None

    @property
    def database(self) -> str | None:
        """The database that the statement names before its table; None if none."""
        about = self.table or self.alteration
        return about.database if about is not None else None


@dataclass(frozen=True, slots=True)
class Rows:
    """Some consecutive rows of one INSERT statement.

    :param table: the table's name.
    :param header: the statement up to and with ``VALUES``.
    :param columns: the column list as text for SQL, parentheses included; empty if there is none.
    :param text: the rows, ``(...),(...)``, without a separator at the end.
    :param count: how many there are.
    :param load_charset: the character set in which LOAD DATA reads the text exactly as INSERT does. If it is
        ``binary``, texts have to be converted. None if only INSERT restores the rows.
    :param charset: the character set of the text.
    :param offset: where the text begins in the uncompressed dump, in bytes.
    :param session: the session that the dump has set up for it.
    :param numbered: whether the server gives rows of the table their number: each INSERT then stays whole,
        and their order counts.
    :param of_several: whether it is one row alone of an INSERT that has several.
    """

    table: str
    header: bytes
    columns: bytes
    text: bytes
    count: int
    load_charset: str | None
    charset: str
    offset: int
    session: DumpSession = INITIAL
    numbered: bool = False
    of_several: bool = False

    @property
    def loadable(self) -> bool:
        """Whether LOAD DATA restores the rows."""
        return self.load_charset is not None

    @property
    def lexicon(self) -> Lexicon:
        """How its text is cut into tokens."""
        return lexicon(self.charset, backslash_escapes=not self.session.no_backslash_escapes)


@dataclass(frozen=True, slots=True)
class InsertEnd:
    """The end of one INSERT statement; ``size`` is its length in bytes."""

    table: str
    size: int
    rows: int
