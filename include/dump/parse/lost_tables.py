"""Tables that a dump makes and that a restore of it by the ``mysql`` client may be without."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from include.dump.errors import OWN_PROGRAM_ACTION, DumpStatementError
from include.dump.parse.lexicon import IDENTIFIER
from include.dump.parse.table_definition import TableDefinition
from include.mysql.identifiers import unquoted

_NAME = rb"(?:" + IDENTIFIER + rb"\s*+\.\s*+)?+(" + IDENTIFIER + rb")"
_VERSION = re.compile(rb"/\*!\d{0,6}+|\*/")
_DROP = re.compile(rb"DROP\s++TABLES?\b\s*+(?:IF\s++EXISTS\b\s*+)?+(.*)", re.IGNORECASE | re.DOTALL)
_DROPPED = re.compile(rb"\s*+" + _NAME + rb"\s*+(?:,|\Z|;|(?:CASCADE|RESTRICT)\b)", re.IGNORECASE)
_DROP_DATABASE = re.compile(
    rb"DROP\s++(?:DATABASE|SCHEMA)\b\s*+(?:IF\s++EXISTS\b\s*+)?+(" + IDENTIFIER + rb")", re.IGNORECASE
)
_VERSIONED = re.compile(
    rb"/\*!\d{0,6}+\s*+CREATE\s++TABLE\b\s*+(?:IF\s++NOT\s++EXISTS\b\s*+)?+" + _NAME, re.IGNORECASE
)


def dropped_tables(
    statement: bytes, made: Mapping[str, TableDefinition], default: str | None
) -> Iterator[str]:
    """Yield the tables that a DROP TABLE or DROP DATABASE statement drops; none if it is another one.

    :param statement: as written.
    :param made: the tables that the dump has made so far.
    :param default: the database that it has chosen with USE.
    """
    plain = _VERSION.sub(b" ", statement).strip()
    if drop := _DROP.match(plain):
        for dropped in _DROPPED.finditer(drop[1]):
            yield unquoted(dropped[1])
    elif database := _DROP_DATABASE.match(plain):
        for name, table in made.items():
            # Of a table whose database the dump does not name, it may be the one.
            if (table.database or default) in {None, unquoted(database[1])}:
                yield name


def versioned_table(statement: bytes) -> str | None:
    """Return the table that a statement makes inside a versioned comment; None if it is another one.

    :param statement: as written.
    """
    match = _VERSIONED.match(statement)
    return unquoted(match[1]) if match else None


class LostTables:
    """Follows which tables are dropped again, or made in a versioned comment alone.

    mysqldump writes such a comment for the table that stands in for a view until the view is made.
    """

    def __init__(self) -> None:
        self._dropped: dict[str, int] = {}
        self._versioned: dict[str, int] = {}

    def see(
        self,
        statement: bytes,
        offset: int,
        made: Mapping[str, TableDefinition],
        default: str | None,
        *,
        view: str | None,
    ) -> None:
        """Follow a statement.

        :param statement: as written, without its delimiter.
        :param offset: where it begins in the dump, in bytes.
        :param made: the tables that the dump has made so far.
        :param default: the database that it has chosen with USE.
        :param view: the view that it makes, if any.
        """
        for name in dropped_tables(statement, made, default):
            self._versioned.pop(name, None)
            if name in made:
                self._dropped[name] = offset
        if (table := versioned_table(statement)) is not None:
            self._versioned[table] = offset
        elif view is not None:
            self._dropped.pop(view, None)
            self._versioned.pop(view, None)

    def is_dropped(self, table: str) -> bool:
        """Tell whether the dump has made a table and dropped it again."""
        return table in self._dropped

    def check_end(self) -> None:
        """Check that a view of its name has come behind each.

        :raises DumpStatementError: naming the first one.
        """
        for name, offset in self._dropped.items():
            raise DumpStatementError(
                f"The dump makes table {name} and drops it again at byte {offset}.", OWN_PROGRAM_ACTION
            )
        for name, offset in self._versioned.items():
            raise DumpStatementError(
                f"The dump makes table {name} at byte {offset} in a versioned comment, which not every "
                "server runs, and no view takes its place.",
                OWN_PROGRAM_ACTION,
            )
