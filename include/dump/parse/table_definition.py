"""What a CREATE TABLE statement of a dump says about its table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from include.dump.parse.column import Column
from include.dump.parse.lexicon import DATABASE, IDENTIFIER, WORD_END
from include.dump.parse.session import INITIAL, DumpSession
from include.mysql.identifiers import quoted, unquoted

_NAMES = re.compile(IDENTIFIER)
_ON = frozenset({"1", "ON", "TRUE"})
_REFERENCES = re.compile(rb"\bREFERENCES\b\s*" + DATABASE + rb"(" + IDENTIFIER + rb")", re.IGNORECASE)
_STRING = re.compile(rb"'(?:[^'\\]|\\.|'')*+'", re.DOTALL)
# What a temporary table cannot have (MySQL manual, "CREATE TEMPORARY TABLE Statement").
_NOT_TEMPORARY = re.compile(
    rb"\s*+(?:FULLTEXT|(?:CONSTRAINT\b(?:\s++(?!FOREIGN\b)" + IDENTIFIER + rb")?+\s*+)?+FOREIGN)" + WORD_END,
    re.IGNORECASE,
)
_QUOTED = rb"'(?:[^'\\]|\\.|'')*+'|\"(?:[^\"\\]|\\.|\"\")*+\"|`[^`]*+`"
# SECONDARY_ENGINE and ENGINE_ATTRIBUTE are other options.
_ENGINE_OR_QUOTED = re.compile(rb"\bENGINE\b\s*+=?\s*+['\"`]?(\w++)|" + _QUOTED, re.IGNORECASE | re.DOTALL)
# From MySQL 9.0 on it makes a foreign key, before that it is read and forgotten.
_REFERENCE_OR_QUOTED = re.compile(
    rb"\bREFERENCES\b\s*+" + DATABASE + IDENTIFIER + rb"\s*+(?:\([^()]*+\)\s*+)?+(?:MATCH\s++\w++\s*+)?+"
    rb"(?:ON\s++(?:DELETE|UPDATE)\s++(?:RESTRICT|CASCADE|SET\s++(?:NULL|DEFAULT)|NO\s++ACTION)\s*+)*+"
    rb"|(?P<quoted>" + _QUOTED + rb")",
    re.IGNORECASE | re.DOTALL,
)
_OPTION_OR_QUOTED = re.compile(
    rb"\b(?:KEY_BLOCK_SIZE\s*+=?\s*+\d++|(?:COMPRESSION|ENCRYPTION)\s*+=?\s*+(?:'[^']*+'|\"[^\"]*+\")"
    rb"|TABLESPACE\s*+=?\s*+" + IDENTIFIER + rb"|(?P<format>ROW_FORMAT\s*+=?\s*+COMPRESSED)\b"
    rb")|(?P<partitions>(?:/\*!\d{5,6}+\s*+)?+\bPARTITION\s++BY\b.*+)|(?P<quoted>" + _QUOTED + rb")",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """One table of a dump.

    :param name: its name as in the dump.
    :param statement: the CREATE TABLE statement, byte for byte, without its delimiter and the database.
    :param head: the statement up to and with its opening parenthesis.
    :param items: columns, keys and constraints as written, in order.
    :param tail: from the closing parenthesis on.
    :param columns: the columns, in order.
    :param deferrable: positions in ``items`` of the indexes that can be built after the data.
    :param session: the session that the dump has set up for the statement.
    :param database: that which the statement names before the table, None if none.
    :param visible_columns: those that an INSERT without a column list writes; empty if it writes all.
    """

    name: str
    statement: bytes
    head: bytes
    items: tuple[bytes, ...]
    tail: bytes
    columns: tuple[Column, ...]
    deferrable: tuple[int, ...]
    session: DumpSession = INITIAL
    database: str | None = None
    visible_columns: tuple[Column, ...] = ()

    @property
    def transactional(self) -> bool:
        """Whether a failed load can be rolled back."""
        return engine_of(self.tail, self.session) == "innodb"

    def is_in(self, database: str | None, default: str | None) -> bool:
        """Tell whether a statement with the name of the table is about it.

        :param database: that which the statement names before the table.
        :param default: that which the dump has chosen with USE.
        """
        return (database or default) == (self.database or default)

    @property
    def has_primary_key(self) -> bool:
        """Whether its rows are stored in the order of a primary key."""
        return any(re.match(rb"\s*PRIMARY\b", item, re.IGNORECASE) for item in self.items)

    @property
    def day_columns(self) -> tuple[str, ...]:
        """Columns that hold calendar days."""
        return tuple(column.name for column in self.columns if column.has_days)

    @property
    def numbers_itself(self) -> bool:
        """Whether it has an AUTO_INCREMENT column."""
        return any(column.auto_increment for column in self.columns)

    @property
    def sets_counter(self) -> bool:
        """Whether it says which number its first row gets."""
        return self.numbers_itself and re.search(rb"\bAUTO_INCREMENT\b", self.tail, re.IGNORECASE) is not None

    @property
    def has_timestamps(self) -> bool:
        """Whether it has a column of type TIMESTAMP, whose values are written in the session's time zone."""
        return any(column.type_name == "timestamp" for column in self.columns)

    @property
    def enum_columns(self) -> tuple[str, ...]:
        """Columns of type ENUM."""
        return tuple(column.name for column in self.columns if column.is_enum)

    @property
    def references(self) -> frozenset[str]:
        """The tables its foreign keys point to."""
        # From MySQL 9.0 on REFERENCES in the definition of a column makes one, too.
        return frozenset(name for item in self.items for name in referenced_tables(item))

    def create_statement(self, *, defer_indexes: bool) -> bytes:
        """Return the statement to run, without its deferrable indexes if so asked."""
        if not defer_indexes or not self.deferrable:
            return self.statement
        kept = (item for i, item in enumerate(self.items) if i not in self.deferrable)
        return self.head + b",".join(kept) + (b"\n" if self.items[-1][-1:] == b"\n" else b"") + self.tail

    def statement_in(self, schema: bytes) -> bytes:
        """Return the statement that creates the table in another schema.

        :param schema: its name, in quotes.
        """
        name = quoted(self.name).encode("utf-8", "surrogateescape")
        return b"CREATE TABLE " + schema + b"." + name + b" (" + b",".join(self.items) + self.tail

    @property
    def is_temporary_as_written(self) -> bool:
        """Whether a temporary table can be what the definition says."""
        return (
            not self.references and self._temporary_items == self.items and self._temporary_tail == self.tail
        )

    def temporary_statement(self) -> bytes:
        """Return the statement that creates the table for the session only.

        It has no foreign keys, fulltext indexes and partitions and is not compressed, encrypted or in a
        tablespace by its name: a temporary table cannot be.
        """
        name = quoted(self.name).encode("utf-8", "surrogateescape")
        items = b",".join(self._temporary_items)
        return b"CREATE TEMPORARY TABLE " + name + b" (" + items + self._temporary_tail

    @property
    def _temporary_items(self) -> tuple[bytes, ...]:
        kept = (item for item in self.items if not _NOT_TEMPORARY.match(item))
        return tuple(_REFERENCE_OR_QUOTED.sub(lambda match: match["quoted"] or b"", item) for item in kept)

    @property
    def _temporary_tail(self) -> bytes:
        return _OPTION_OR_QUOTED.sub(_temporary_option, self.tail)

    def index_statement(self) -> bytes | None:
        """Return the ALTER TABLE that adds the deferred indexes, or None if there are none."""
        if not self.deferrable:
            return None
        indexes = b", ".join(b"ADD " + self.items[i].strip() for i in self.deferrable)
        return b"ALTER TABLE " + quoted(self.name).encode("utf-8", "surrogateescape") + b" " + indexes

    def written_columns(self, column_list: bytes) -> tuple[Column, ...] | None:
        """Return the columns of an INSERT with this column list, if it has one; None if one is unknown."""
        if not column_list:
            return self.visible_columns or self.columns
        if self.unknown_column(column_list) is not None:
            return None
        known = self._by_name()
        return tuple(known[unquoted(name).lower()] for name in _NAMES.findall(column_list))

    def leaves_number(self, written: tuple[Column, ...]) -> bool:
        """Tell whether an INSERT of these columns has the server number each row."""
        return self._gets_key or any(
            column.auto_increment and column not in written for column in self.columns
        )

    def needs_insert(self, written: tuple[Column, ...]) -> bool:
        """Tell whether LOAD DATA would take what an INSERT of these columns is refused for.

        To a column that takes neither NULL nor a default it gives a value of its own, and of two for the same
        column it takes the last. An INSERT without a column list gives NULL to an invisible column whose
        default is an expression, LOAD DATA the default.
        """
        names = {column.name for column in written}
        left_out = (column for column in self._own_columns if column.name not in names)
        return len(names) < len(written) or next(left_out, None) is not None

    def unknown_column(self, column_list: bytes) -> str | None:
        """Return the first name in the column list of an INSERT that no column has, or None."""
        known = self._by_name()
        names = (unquoted(name) for name in _NAMES.findall(column_list))
        return next((name for name in names if name.lower() not in known), None)

    @property
    def _own_columns(self) -> Iterator[Column]:
        """Columns that an INSERT may leave out and LOAD DATA may not."""
        return (c for c in self.columns if c.required or (c.invisible and not c.generated))

    @property
    def _gets_key(self) -> bool:
        """Whether the server adds an invisible primary key (sql_generate_invisible_primary_key)."""
        value = dict(self.session.settings).get("sql_generate_invisible_primary_key", "")
        return value.upper() in _ON and not re.search(rb"\bPRIMARY\s+KEY\b", self.statement, re.IGNORECASE)

    def _by_name(self) -> dict[str, Column]:
        return {column.name.lower(): column for column in self.columns}


def engine_of(tail: bytes, session: DumpSession) -> str:
    """Return the storage engine of a table, in lower case.

    :param tail: its definition from the closing parenthesis on.
    :param session: the session that the dump has set up for it.
    """
    named = next((match[1] for match in _ENGINE_OR_QUOTED.finditer(tail) if match[1]), b"").decode(
        "ascii", "replace"
    )
    return (named or dict(session.settings).get("default_storage_engine", "InnoDB")).lower()


def _temporary_option(match: re.Match[bytes]) -> bytes:
    if match["quoted"]:
        return match["quoted"]
    if match["partitions"]:
        return b""
    # Options may have commas between them: another takes the place of each, which InnoDB does not heed.
    return b"ROW_FORMAT=DYNAMIC" if match["format"] else b"PACK_KEYS=DEFAULT"


def referenced_tables(text: bytes) -> frozenset[str]:
    """Return the tables that foreign keys point to.

    :param text: of the foreign keys.
    """
    if b"REFERENCES" not in text.upper():
        return frozenset()
    return frozenset(unquoted(name) for _, name in _REFERENCES.findall(_STRING.sub(b"''", text)))
