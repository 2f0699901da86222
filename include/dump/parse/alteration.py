"""ALTER TABLE statements that complete a table behind its rows, as phpMyAdmin and mysqlpump write them.

phpMyAdmin exports CREATE TABLE with columns alone, then the rows, and at the end adds keys, AUTO_INCREMENT
and constraints (libraries/classes/Plugins/Export/ExportSql.php, getTableDef); mysqlpump adds secondary
indexes and foreign keys behind the rows (MySQL 8.0 manual, --defer-table-indexes).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from include.dump.errors import OWN_PROGRAM_ACTION, DumpStatementError
from include.dump.parse.lexicon import DATABASE, IDENTIFIER
from include.dump.parse.session import DumpSession
from include.dump.parse.table_definition import TableDefinition
from include.dump.parse.table_parser import clauses_of, without_database
from include.mysql.identifiers import quoted, unquoted

_HEAD = re.compile(rb"\s*+ALTER\s++TABLE\b\s*+" + DATABASE + rb"(" + IDENTIFIER + rb")\s*+", re.IGNORECASE)
_NAME = rb"(?:\s++" + IDENTIFIER + rb")?"
_FOREIGN_KEY = re.compile(rb"\s*+ADD\s++(?:CONSTRAINT" + _NAME + rb"\s++)?FOREIGN\s++KEY\b", re.IGNORECASE)
_KEY = re.compile(
    rb"\s*+ADD\s++(?:CONSTRAINT" + _NAME + rb"\s++)?"
    rb"(?:PRIMARY\s++KEY|UNIQUE|KEY|INDEX|FULLTEXT|SPATIAL|FOREIGN\s++KEY|CHECK)\b",
    re.IGNORECASE,
)
# Whether it runs depends on the server; none that SHOW CREATE TABLE prints for a key has a comma.
_VERSIONED_CLAUSE = re.compile(rb"/\*M?!(?:[^*,]|\*(?!/))*+,")
_COUNTER = re.compile(rb"\s*+AUTO_INCREMENT\s*+=?\s*+\d++\s*+\Z", re.IGNORECASE)
# What changes columns, keys and options, neither the rows nor the name (MySQL manual, "ALTER TABLE").
_CHANGE = re.compile(
    rb"\s*+(?:ADD\s++(?!PARTITION\b)|MODIFY\b|CHANGE\b|ALTER\b|CONVERT\s++TO\b|COMMENT\b|ENGINE\b|ROW_FORMAT\b"
    rb"|DROP\s++(?!PARTITION\b)|RENAME\s++(?:COLUMN|INDEX|KEY)\b"
    rb"|(?:DEFAULT\s++)?(?:CHARACTER\s++SET|CHARSET|COLLATE)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Alteration:
    """One ALTER TABLE statement.

    :param table: the table's name.
    :param clauses: what it does, as written, from behind the name on.
    :param changes: whether it does more than add keys and set AUTO_INCREMENT: rows behind it would be others.
    :param adds_foreign_keys: whether it adds one.
    :param sets_counter: whether it sets the number of the next row.
    :param session: the session that the dump has set up for it.
    :param database: that which the statement names before the table, None if none.
    """

    table: str
    clauses: bytes
    changes: bool
    adds_foreign_keys: bool
    session: DumpSession
    database: str | None = None
    sets_counter: bool = False

    def statement(self) -> bytes:
        """Return the statement to run in the default schema."""
        return b"ALTER TABLE " + quoted(self.table).encode("utf-8", "surrogateescape") + b" " + self.clauses


def parse_alteration(statement: bytes, offset: int, session: DumpSession) -> Alteration:
    """Return what an ALTER TABLE statement does, given without its delimiter.

    :param statement: the statement.
    :param offset: where it begins in the dump, in bytes.
    :param session: the session that the dump has set up for it.
    :raises DumpStatementError: if it does anything but change columns, keys, constraints and options.
    """
    statement = statement.replace(b"\r\n", b"\n")  # as the client does: see parse_table
    head = _HEAD.match(statement)
    clauses = clauses_of(statement, head.end(), session) if head else ()
    known = not _VERSIONED_CLAUSE.search(statement) and all(
        _CHANGE.match(clause) or _COUNTER.match(clause) for clause in clauses
    )
    if head is None or not clauses or not known:
        raise DumpStatementError(
            f"The dump holds a statement ALTER TABLE at byte {offset} that does more than change columns, "
            "keys, constraints and options.",
            OWN_PROGRAM_ACTION,
        )
    database, text = unquoted(head[1]) if head[1] else None, statement[head.end() :]
    return Alteration(
        table=unquoted(head[2]),
        clauses=text if database is None else without_database(text, database),
        changes=not all(_KEY.match(clause) or _COUNTER.match(clause) for clause in clauses),
        adds_foreign_keys=any(_FOREIGN_KEY.match(clause) for clause in clauses),
        session=session,
        database=database,
        sets_counter=any(_COUNTER.match(clause) for clause in clauses),
    )


class AlteredTables:
    """The tables of a dump that it has altered so far."""

    def __init__(self) -> None:
        self._changed: set[str] = set()
        self._counting: set[str] = set()

    def see(
        self,
        statement: bytes,
        offset: int,
        session: DumpSession,
        tables: Mapping[str, TableDefinition],
        default: str | None,
    ) -> Alteration:
        """Return what an ALTER TABLE statement does.

        :param statement: the statement, without its delimiter.
        :param offset: where it begins in the dump, in bytes.
        :param session: the session that the dump has set up for it.
        :param tables: those that the dump has made so far.
        :param default: the database that the dump has chosen with USE.
        :raises DumpStatementError: if it is of another table, or does what :func:`parse_alteration` refuses.
        """
        alteration = parse_alteration(statement, offset, session)
        table = tables.get(alteration.table)
        if table is None or not table.is_in(alteration.database, default):
            raise DumpStatementError(
                f"The dump alters table {alteration.table} at byte {offset} and has no CREATE TABLE for it "
                "before that.",
                "Make the dump with table definitions.",
            )
        if alteration.sets_counter:
            self._counting.add(alteration.table)
        if alteration.changes:
            self._changed.add(alteration.table)
        return alteration

    def check_rows(self, table: str, offset: int) -> None:
        """Refuse rows of a table whose columns were changed before: it is altered behind its rows here.

        :raises DumpStatementError: naming the table.
        """
        if table in self._changed:
            raise DumpStatementError(
                f"The dump has rows for table {table} at byte {offset}, behind an ALTER TABLE that changes "
                "its columns.",
                "Make the dump with mysqldump or mariadb-dump, or with that statement behind the rows.",
            )

    def check_numbers(self, table: str, offset: int) -> None:
        """Refuse rows that the server numbers, of a table whose next number was set before.

        :param table: its name.
        :param offset: of the rows in the dump, in bytes.
        :raises DumpStatementError: naming the table.
        """
        if table in self._counting:
            raise DumpStatementError(
                f"The rows of table {table} at byte {offset} leave their number to the server, behind an "
                "ALTER TABLE that sets the first one.",
                "Make the dump with mysqldump or mariadb-dump, which write the numbers themselves.",
            )
