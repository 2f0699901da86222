"""ALTER TABLE statements that complete a table behind its rows, as phpMyAdmin writes them.

It exports CREATE TABLE with columns alone, then the rows, and at the end adds keys, AUTO_INCREMENT and
constraints (phpMyAdmin, libraries/classes/Plugins/Export/ExportSql.php, getTableDef).
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from include.dump.errors import OWN_PROGRAM_ACTION, DumpStatementError
from include.dump.parse.lexicon import IDENTIFIER
from include.dump.parse.session import DumpSession
from include.dump.parse.table_parser import clauses_of
from include.mysql.identifiers import quoted, unquoted

_HEAD = re.compile(rb"\s*+ALTER\s++TABLE\s++(" + IDENTIFIER + rb")\s++", re.IGNORECASE)
_NAME = rb"(?:\s++" + IDENTIFIER + rb")?"
_FOREIGN_KEY = re.compile(rb"\s*+ADD\s++(?:CONSTRAINT" + _NAME + rb"\s++)?FOREIGN\s++KEY\b", re.IGNORECASE)
_KEY = re.compile(
    rb"\s*+ADD\s++(?:CONSTRAINT" + _NAME + rb"\s++)?"
    rb"(?:PRIMARY\s++KEY|UNIQUE|KEY|INDEX|FULLTEXT|SPATIAL|FOREIGN\s++KEY|CHECK)\b",
    re.IGNORECASE,
)
# Whether it runs depends on the server; none that SHOW CREATE TABLE prints for a key has a comma.
_VERSIONED_CLAUSE = re.compile(rb"/\*M?!(?:[^*,]|\*(?!/))*+,")
_MODIFIES = re.compile(rb"\s*+MODIFY\b", re.IGNORECASE)
_COUNTER = re.compile(rb"\s*+AUTO_INCREMENT\s*+=?\s*+\d++\s*+\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Alteration:
    """One ALTER TABLE statement.

    :param table: the table's name.
    :param clauses: what it does, as written, from behind the name on.
    :param modifies: whether it defines a column anew, which may change the values that are there.
    :param adds_foreign_keys: whether it adds one.
    :param session: the session that the dump has set up for it.
    """

    table: str
    clauses: bytes
    modifies: bool
    adds_foreign_keys: bool
    session: DumpSession

    def statement(self, schema: str | None = None) -> bytes:
        """Return the statement to run, in the default schema or in another one."""
        name = quoted(self.table) if schema is None else f"{quoted(schema)}.{quoted(self.table)}"
        return b"ALTER TABLE " + name.encode("utf-8", "surrogateescape") + b" " + self.clauses


def parse_alteration(statement: bytes, offset: int, session: DumpSession) -> Alteration:
    """Return what an ALTER TABLE statement does, given without its delimiter.

    :param statement: the statement.
    :param offset: where it begins in the dump, in bytes.
    :param session: the session that the dump has set up for it.
    :raises DumpStatementError: if it does anything but add keys and constraints, define a column anew, or set
        AUTO_INCREMENT.
    """
    statement = statement.replace(b"\r\n", b"\n")  # as the client does: see parse_table
    head = _HEAD.match(statement)
    clauses = clauses_of(statement, head.end(), session) if head else ()
    known = not _VERSIONED_CLAUSE.search(statement) and all(
        _KEY.match(c) or _MODIFIES.match(c) or _COUNTER.match(c) for c in clauses
    )
    if head is None or not clauses or not known:
        raise DumpStatementError(
            f"The dump holds a statement ALTER TABLE at byte {offset} that does more than add keys and "
            "constraints, define a column anew, or set AUTO_INCREMENT.",
            OWN_PROGRAM_ACTION,
        )
    return Alteration(
        table=unquoted(head[1]),
        clauses=statement[head.end() :],
        modifies=any(_MODIFIES.match(clause) for clause in clauses),
        adds_foreign_keys=any(_FOREIGN_KEY.match(clause) for clause in clauses),
        session=session,
    )


class AlteredTables:
    """The tables of a dump that it has altered so far."""

    def __init__(self) -> None:
        self._modified: set[str] = set()

    def see(self, statement: bytes, offset: int, session: DumpSession, tables: Container[str]) -> Alteration:
        """Return what an ALTER TABLE statement does.

        :param statement: the statement, without its delimiter.
        :param offset: where it begins in the dump, in bytes.
        :param session: the session that the dump has set up for it.
        :param tables: those that the dump has made so far.
        :raises DumpStatementError: if it is of another table, or does what :func:`parse_alteration` refuses.
        """
        alteration = parse_alteration(statement, offset, session)
        if alteration.table not in tables:
            raise DumpStatementError(
                f"The dump alters table {alteration.table} at byte {offset} and has no CREATE TABLE for it "
                "before that.",
                "Make the dump with table definitions.",
            )
        if alteration.modifies:
            self._modified.add(alteration.table)
        return alteration

    def check_rows(self, table: str, offset: int) -> None:
        """Refuse rows of a table whose columns were defined anew before: it is altered behind its rows here.

        :raises DumpStatementError: naming the table.
        """
        if table in self._modified:
            raise DumpStatementError(
                f"The dump has rows for table {table} at byte {offset}, behind an ALTER TABLE that defines "
                "one of its columns anew.",
                "Make the dump with mysqldump or mariadb-dump, or with that statement behind the rows.",
            )
