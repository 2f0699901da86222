"""The columns that an INSERT statement writes, against those of its table."""

from __future__ import annotations

import re
from typing import Final

from include.dump.errors import DumpStatementError
from include.dump.parse.column import Column
from include.dump.parse.lexicon import IDENTIFIER, Lexicon
from include.dump.parse.row_values import values_of
from include.dump.parse.table_definition import TableDefinition

INSERT_HEADER: Final = re.compile(
    rb"((?:INSERT(?:\s++IGNORE)?+|REPLACE)\s++INTO\s++(" + IDENTIFIER + rb")\s*+"
    rb"(\(\s*+" + IDENTIFIER + rb"(?:\s*+,\s*+" + IDENTIFIER + rb")*+\s*+\)\s*+)?+VALUES\s*+)(?=\()",
    re.IGNORECASE,
)
"""An INSERT up to its first row: the whole, the table, the column list."""

_DEFAULT = re.compile(rb"DEFAULT\b(?!\s*+\()", re.IGNORECASE)


def may_be_refused(definition: TableDefinition, columns: bytes) -> bool:
    """Tell whether MySQL may refuse an INSERT for the columns it writes: reading its rows tells.

    :param definition: the table.
    :param columns: its column list; empty if it has none.
    """
    written = definition.written_columns(columns)
    return written is None or any(column.generated for column in written)


def check_names(definition: TableDefinition, columns: bytes, offset: int) -> None:
    """Refuse a column list with a name that the table does not have (error 1054).

    Which letters of other scripts the server takes for one another is left to the server.

    :raises DumpStatementError: naming the column.
    """
    if (name := definition.unknown_column(columns)) is not None and name.isascii():
        raise DumpStatementError(
            f"The rows of table {definition.name} at byte {offset} name a column {name}, which its CREATE "
            "TABLE does not have, as where the dump's character set lacks a letter of the name.",
            "Make the dump with --default-character-set=utf8mb4.",
        )


def check_generated(
    definition: TableDefinition, written: tuple[Column, ...], rows: bytes, lexicon: Lexicon, offset: int
) -> None:
    """Refuse rows with a value for a column that MySQL generates (error 3105); DEFAULT is none.

    :param written: the columns written, in order.
    :param rows: the rows, of which the first is looked at: a program writes all of them alike.
    :param lexicon: how they are cut into tokens.
    :raises DumpStatementError: naming the column.
    """
    if not any(column.generated for column in written):
        return
    for column, value in zip(written, values_of(rows, lexicon), strict=False):
        if column.generated and not _DEFAULT.match(value):
            raise DumpStatementError(
                f"The rows of table {definition.name} at byte {offset} have values for the generated "
                f"column {column.name}, which MySQL refuses (error 3105). mariadb-dump writes them.",
                "Make the dump with mysqldump.",
            )
