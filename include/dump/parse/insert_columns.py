"""The columns that an INSERT statement writes, against those of its table."""

from __future__ import annotations

import re
from typing import Final

from include.dump.errors import DumpStatementError
from include.dump.parse.lexicon import DATABASE, IDENTIFIER, QUOTED_IDENTIFIER, UTF8
from include.dump.parse.table_definition import TableDefinition

# Blanks are not needed before a quoted name.
_BLANK: Final = rb"(?:\s++|(?=[`\"]))"
# Names of columns may have that of the table before them, and of the database.
_COLUMN: Final = rb"(?:" + IDENTIFIER + rb"\s*+\.\s*+){0,2}" + IDENTIFIER
_INTO: Final = (
    # MySQL 8 reads over DELAYED, with which mysqldump and mariadb-dump have an option.
    rb"((?:INSERT(?:\s++(?:DELAYED|(?:LOW|HIGH)_PRIORITY))?+(?:\s++IGNORE)?+"
    rb"|REPLACE(?:\s++(?:DELAYED|LOW_PRIORITY))?+)"
    + _BLANK
    + rb"(?:INTO"
    + _BLANK
    + rb")?+)"
    + DATABASE
    + rb"("
    + IDENTIFIER
    + rb")\s*+"
)
INSERT_HEADER: Final = re.compile(
    _INTO + rb"(\(\s*+(?:" + _COLUMN + rb"(?:\s*+,\s*+" + _COLUMN + rb")*+\s*+)?+\)\s*+)?+VALUES?+\s*+(?=\()",
    re.IGNORECASE,
)
"""An INSERT up to its first row: what stands before the table, its database, the table, the column list."""

INSERT_SET: Final = re.compile(_INTO + rb"SET\b\s*+(?=" + IDENTIFIER + rb")", re.IGNORECASE)
"""An INSERT of one row as ``column = value``, up to the first column: groups as above, without the last."""

_ALIAS_COLUMNS: Final = rb"(?:\([^()]*+\)\s*+)?+"
_UPDATE: Final = rb"ON\s++DUPLICATE\s++KEY\s++UPDATE\b"
ON_DUPLICATE: Final = re.compile(
    rb"\s*+(?:AS\s++" + IDENTIFIER + rb"\s*+" + _ALIAS_COLUMNS + rb")?+" + _UPDATE, re.IGNORECASE
)
"""What stands behind the last row and is passed over: a table begins empty, so each key is new in it."""

ON_DUPLICATE_UNQUOTED: Final = re.compile(
    rb"(?:\bAS\s++(?:" + IDENTIFIER + rb"\s*+)?" + _ALIAS_COLUMNS + rb")?\b" + _UPDATE, re.IGNORECASE
)
"""The same in text with blanks in place of all that is quoted."""

_UNQUOTED = re.compile(QUOTED_IDENTIFIER + rb"|([0-9A-Za-z$_\x80-\xff]++)")
_QUALIFIED = re.compile(rb"(?:" + IDENTIFIER + rb"\s*+\.\s*+){0,2}(" + IDENTIFIER + rb")")


def may_be_refused(definition: TableDefinition, columns: bytes) -> bool:
    """Tell whether MySQL may refuse an INSERT for the columns it writes: reading its rows tells.

    :param definition: the table.
    :param columns: its column list; empty if it has none.
    """
    written = definition.written_columns(columns)
    return written is None or any(column.generated for column in written) or definition.needs_insert(written)


def require_definition(definition: TableDefinition | None, table: str, offset: int) -> TableDefinition:
    """Return the definition of the table that rows are for.

    :param definition: None if the dump has not made the table.
    :param table: its name.
    :param offset: of the rows in the dump, in bytes.
    :raises DumpStatementError: naming the options that make such a dump.
    """
    if definition is None:
        raise DumpStatementError(
            f"The dump has rows for table {table} at byte {offset} but no CREATE TABLE before them.",
            "Make the dump with table definitions: without --no-create-info and --system (mariadb-dump).",
        )
    return definition


def check_names(definition: TableDefinition, columns: bytes, charset: str, offset: int) -> None:
    """Refuse a column list with a name that the table does not have (error 1054).

    Which letters of other scripts the server takes for one another is left to the server; bytes that are no
    letters at all are none of a name.

    :param charset: character set of the list.
    :raises DumpStatementError: naming the column.
    """
    name = definition.unknown_column(columns)
    if name is not None and (name.isascii() or (charset in UTF8 and not _is_text(name))):
        raise DumpStatementError(
            f"The rows of table {definition.name} at byte {offset} name a column {name}, which its CREATE "
            "TABLE does not have, as where the dump's character set lacks a letter of the name.",
            "Make the dump with --default-character-set=utf8mb4.",
        )


def quote_names(text: bytes) -> bytes:
    """Return names with quotes around each that has none, and without the table's name before a column's.

    With --skip-quote-names mysqldump writes even a reserved word without them, but for CREATE TABLE.

    :param text: a name, or a column list.
    """
    if b"." in text:
        text = _QUALIFIED.sub(lambda name: name[1], text)
    return _UNQUOTED.sub(lambda name: b"`" + name[1] + b"`" if name[1] else name[0], text)


def _is_text(name: str) -> bool:
    return not any("\udc80" <= letter <= "\udcff" for letter in name)
