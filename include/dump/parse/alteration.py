"""Statements that complete a table behind its rows, as phpMyAdmin and mysqlpump write them.

phpMyAdmin exports CREATE TABLE with columns alone, then the rows, and at the end adds keys, AUTO_INCREMENT
and constraints (libraries/classes/Plugins/Export/ExportSql.php, getTableDef); mysqlpump adds secondary
indexes and foreign keys behind the rows (MySQL 8.0 manual, --defer-table-indexes). CREATE INDEX and DROP
INDEX are ALTER TABLE in other words (MySQL manual, "CREATE INDEX Statement").
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass

from include.dump.errors import OWN_PROGRAM_ACTION, DumpStatementError
from include.dump.parse.lexicon import DATABASE, IDENTIFIER
from include.dump.parse.session import DumpSession
from include.dump.parse.table_definition import TableDefinition, referenced_tables
from include.dump.parse.table_parser import clauses_of, without_database
from include.mysql.identifiers import quoted, unquoted

_HEAD = re.compile(
    rb"\s*+(ALTER\s++TABLE\b\s*+|(?:CREATE\s++(?:(?:UNIQUE|FULLTEXT|SPATIAL)\s++)?+|DROP\s++)INDEX\b\s*+"
    + IDENTIFIER
    + rb"(?:\s*+\bUSING\s++\w++)?+\s*+\bON\b\s*+)"
    + DATABASE
    + rb"("
    + IDENTIFIER
    + rb")\s*+",
    re.IGNORECASE,
)
_EMPTYING = re.compile(
    rb"\s*+(?:(?P<truncates>TRUNCATE\b\s*+(?:TABLE\b\s*+)?+)|DELETE\s++FROM\b\s*+)(?:(?P<database>"
    + IDENTIFIER
    + rb")\s*+\.\s*+)?+(?P<name>"
    + IDENTIFIER
    + rb")",
    re.IGNORECASE,
)
_ALTER_TABLE = re.compile(rb"\bALTER\s++TABLE\b", re.IGNORECASE)
_NAME = rb"(?:\s++" + IDENTIFIER + rb")?"
_FOREIGN_KEY = re.compile(rb"\s*+ADD\s++(?:CONSTRAINT" + _NAME + rb"\s++)?FOREIGN\s++KEY\b", re.IGNORECASE)
_KEY = re.compile(
    rb"\s*+ADD\s++(?:CONSTRAINT" + _NAME + rb"\s++)?"
    rb"(?:PRIMARY\s++KEY|UNIQUE|KEY|INDEX|FULLTEXT|SPATIAL|FOREIGN\s++KEY|CHECK)\b",
    re.IGNORECASE,
)
# Whether it runs depends on the server; none that SHOW CREATE TABLE prints for a key has a comma.
_VERSIONED_CLAUSE = re.compile(rb"/\*M?!(?:[^*,]|\*(?!/))*+,")
# How it is to be done; temporary tables know one way only.
_METHOD = rb"(?:ALGORITHM|LOCK)\s*+=?\s*+\w++\s*+"
_METHOD_CLAUSE = re.compile(rb"\s*+(?:" + _METHOD + rb"|WITH(?:OUT)?\s++VALIDATION\s*+)\Z", re.IGNORECASE)
_METHOD_BEHIND = re.compile(rb"(?:(?<![\w$\x80-\xff])" + _METHOD + rb")++\Z", re.IGNORECASE)
_COUNTER = re.compile(rb"\s*+AUTO_INCREMENT\s*+=?\s*+\d++\s*+\Z", re.IGNORECASE)
# What changes columns, keys and options, neither the rows nor the name (MySQL manual, "ALTER TABLE").
_CHANGE = re.compile(
    rb"\s*+(?:ADD\s++(?!PARTITION\b)|MODIFY\b|CHANGE\b|ALTER\b|CONVERT\s++TO\b|FORCE\b|ORDER\s++BY\b"
    rb"|(?:AUTO_INCREMENT|AVG_ROW_LENGTH|CHECKSUM|COMMENT|COMPRESSION|DELAY_KEY_WRITE|ENCRYPTION|ENGINE"
    rb"|KEY_BLOCK_SIZE|MAX_ROWS|MIN_ROWS|PACK_KEYS|ROW_FORMAT|STATS_\w++)\b"
    rb"|DROP\s++(?!PARTITION\b)|RENAME\s++(?:COLUMN|INDEX|KEY)\b"
    rb"|(?:DEFAULT\s++)?(?:CHARACTER\s++SET|CHARSET|COLLATE)\b)",
    re.IGNORECASE,
)
_ORDER = re.compile(rb"\s*+ORDER\s++BY\b", re.IGNORECASE)
_ORDERED = re.compile(
    rb"\s*+(?:" + IDENTIFIER + rb"\s*+\.\s*+)*+" + IDENTIFIER + rb"(?:\s++(?:ASC|DESC))?\s*+\Z", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Alteration:
    """One ALTER TABLE, CREATE INDEX or DROP INDEX statement.

    :param table: the table's name.
    :param clauses: what it does, as written, from behind the name on.
    :param temporary_clauses: the same without ALGORITHM, LOCK, and WITH or WITHOUT VALIDATION.
    :param changes: whether it does more than add keys and set AUTO_INCREMENT: rows behind it would be others.
    :param adds_foreign_keys: whether it adds one.
    :param sets_counter: whether it sets the number of the next row.
    :param verb: what stands before the name.
    :param session: the session that the dump has set up for it.
    :param database: that which the statement names before the table, None if none.
    """

    table: str
    clauses: bytes
    temporary_clauses: bytes
    changes: bool
    adds_foreign_keys: bool
    session: DumpSession
    database: str | None = None
    sets_counter: bool = False
    verb: bytes = b"ALTER TABLE "

    @property
    def references(self) -> frozenset[str]:
        """The tables that the foreign keys point to which it adds."""
        return referenced_tables(self.clauses) if self.adds_foreign_keys else frozenset()

    def statement(self, *, temporary: bool = False, schema: bytes = b"") -> bytes:
        """Return the statement to run.

        :param temporary: whether it is for a temporary table.
        :param schema: the schema of the table, in quotes; the default one if it is empty.
        """
        clauses = self.temporary_clauses if temporary else self.clauses
        name = quoted(self.table).encode("utf-8", "surrogateescape")
        return self.verb + (schema + b"." if schema else b"") + name + b" " + clauses


def parse_alteration(statement: bytes, offset: int, session: DumpSession) -> Alteration:
    """Return what an ALTER TABLE, CREATE INDEX or DROP INDEX statement does, given without its delimiter.

    :param statement: the statement.
    :param offset: where it begins in the dump, in bytes.
    :param session: the session that the dump has set up for it.
    :raises DumpStatementError: if it does anything but change columns, keys, constraints and options.
    """
    statement = statement.replace(b"\r\n", b"\n")  # as the client does: see parse_table
    head = _HEAD.match(statement)
    if head is None:
        raise _does_more(statement, offset)
    if head[1][:5].upper() != b"ALTER":
        return _of_index(head, session)
    clauses = clauses_of(statement, head.end(), session)
    methods = [clause for clause in clauses if _METHOD_CLAUSE.match(clause)]
    work = [clause for clause in clauses if clause not in methods]
    if not clauses or _VERSIONED_CLAUSE.search(statement) or not _are_known(work):
        raise _does_more(statement, offset)
    database, text = unquoted(head[2]) if head[2] else None, statement[head.end() :]
    temporary = b",".join(work) if methods else text
    return Alteration(
        table=unquoted(head[3]),
        clauses=text if database is None else without_database(text, database),
        temporary_clauses=temporary if database is None else without_database(temporary, database),
        changes=not all(_KEY.match(clause) or _COUNTER.match(clause) for clause in work),
        adds_foreign_keys=any(_FOREIGN_KEY.match(clause) for clause in work),
        session=session,
        database=database,
        sets_counter=any(_COUNTER.match(clause) for clause in work),
    )


def _are_known(clauses: list[bytes]) -> bool:
    ordering = False
    for clause in clauses:
        # Behind ORDER BY a comma may stand before another column.
        ordering = bool(_ORDER.match(clause) or (ordering and _ORDERED.match(clause)))
        if not ordering and not _CHANGE.match(clause):
            return False
    return True


def _of_index(head: re.Match[bytes], session: DumpSession) -> Alteration:
    clauses = head.string[head.end() :]
    return Alteration(
        table=unquoted(head[3]),
        clauses=clauses,
        temporary_clauses=_METHOD_BEHIND.sub(b"", clauses),
        changes=head[1][:4].upper() == b"DROP",
        adds_foreign_keys=False,
        session=session,
        database=unquoted(head[2]) if head[2] else None,
        verb=head[1],
    )


def _does_more(statement: bytes, offset: int) -> DumpStatementError:
    verb = "ALTER TABLE" if _ALTER_TABLE.search(statement) else "CREATE INDEX or DROP INDEX"
    return DumpStatementError(
        f"The dump holds a statement {verb} at byte {offset} that does more than change columns, keys, "
        "constraints and options, or does it in a versioned comment.",
        OWN_PROGRAM_ACTION,
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
        """Return what such a statement does.

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

    def see_emptying(
        self,
        statement: bytes,
        offset: int,
        session: DumpSession,
        tables: Mapping[str, TableDefinition],
        default: str | None,
        *,
        filled: Container[str],
    ) -> Alteration | None:
        """Return what a statement that takes away all rows leaves to do to the table, which has none yet.

        TRUNCATE sets the number of the first row back to 1, DELETE does not (MySQL manual, "TRUNCATE TABLE
        Statement").

        :param statement: TRUNCATE or DELETE FROM, without versioned comments and delimiter.
        :param offset: where it begins in the dump, in bytes.
        :param session: the session that the dump has set up for it.
        :param tables: those that the dump has made so far.
        :param default: the database that the dump has chosen with USE.
        :param filled: the tables that have rows.
        :raises DumpStatementError: if it is of another table, or takes rows away.
        """
        match = _EMPTYING.match(statement)
        assert match is not None  # it was classified as such
        name, database = unquoted(match["name"]), unquoted(match["database"] or b"") or None
        table = tables.get(name)
        is_made = table is not None and table.is_in(database, default)
        if table is None or not is_made or name in filled:
            raise DumpStatementError(
                f"The dump empties table {name} at byte {offset}, and "
                + ("has rows for it before that." if is_made else "does not create it before."),
                OWN_PROGRAM_ACTION,
            )
        if not match["truncates"] or not (table.sets_counter or name in self._counting):
            return None
        self._counting.add(name)
        clause = b"AUTO_INCREMENT=1"
        return Alteration(
            table=name,
            clauses=clause,
            temporary_clauses=clause,
            changes=False,
            adds_foreign_keys=False,
            session=session,
            database=database,
            sets_counter=True,
        )

    def check_rows(self, table: str, offset: int) -> None:
        """Refuse rows of a table whose columns were changed before: it is altered behind its rows here.

        :raises DumpStatementError: naming the table.
        """
        if table in self._changed:
            raise DumpStatementError(
                f"The dump has rows for table {table} at byte {offset}, behind an ALTER TABLE or DROP INDEX "
                "that changes it.",
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
                "ALTER TABLE or TRUNCATE that sets the first one.",
                "Make the dump with mysqldump or mariadb-dump, which write the numbers themselves.",
            )
