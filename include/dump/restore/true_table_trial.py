"""Trying definitions as true tables, in a schema beside the target that is dropped again."""

from __future__ import annotations

import logging
from collections.abc import Collection

import pymysql

from include.dump.load.definition_session import definition_session
from include.dump.load.load_connection import LoadConnection
from include.dump.load.options import RestoreOptions
from include.dump.parse.report import DumpReport
from include.dump.parse.session import DumpSession
from include.dump.parse.table_definition import TableDefinition
from include.dump.restore.refused_definition import refused_definition
from include.dump.restore.refused_rows import OF_ROWS, refused_alteration, refused_rows
from include.mysql.errors import RETRIED, error_code, reason
from include.mysql.identifiers import quoted
from include.mysql.named_lock import NamedLock

log = logging.getLogger(__name__)

# Says that the schema is ours. No table of a dump has that name.
_MARK = "__tables_that_a_restore_tries__"
# What lies with the user's rights on this schema, and with the server: disk, memory, locks, connections.
_OF_RIGHTS = frozenset({1044, 1142, 1143, 1370})
_OF_SERVER = RETRIED | {1021, 1037, 1040, 1041, 1114, 1290}
# The sql_mode in which what a temporary table holds is copied without a change.
_AS_THEY_ARE = "ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO"


class TrueTableTrial:
    """Creates tables, puts the rows of temporary ones into them, and alters them as the dump does.

    Only a true table tells whether foreign keys fit, partitions are right and take each row, and a tablespace
    or a compression is there. A user without the right to make the schema learns of it when the target is
    restored into. A restore that is killed meanwhile leaves the schema to the next one into the same target,
    which drops it.

    :param connection: a connection of its own.
    :param schema: the schema to restore into; the one beside it has ``_trial`` behind its name.
    :param report: the dump.
    :param options: the sql_mode of each table.
    """

    def __init__(
        self, connection: LoadConnection, schema: str, report: DumpReport, options: RestoreOptions
    ) -> None:
        self._connection, self._report, self._options = connection, report, options
        self._name = f"{schema}_trial"
        self._schema = quoted(self._name).encode()

    def run(self, tables: Collection[str], filled: Collection[str] = ()) -> None:
        """Try the definitions of some tables, and those of the tables that their foreign keys refer to.

        :param tables: their names; nothing is done for none.
        :param filled: the temporary tables of the connection that hold the dump's rows.
        :raises RestoreTargetError: naming the first table that this server does not create or alter.
        :raises RestoreTableError: naming the first table whose rows it does not take.
        :raises pymysql.err.MySQLError: if the server cannot go on.
        """
        if not tables or not self._create():
            return
        try:
            mark = b"." + _MARK.encode() + b" (id int PRIMARY KEY)"
            self._connection.query(b"CREATE TABLE " + self._schema + mark)
            self._try_tables(set(tables) | self._parents(tables), filled)
        except pymysql.err.MySQLError as error:
            if error_code(error) not in _OF_RIGHTS:
                raise
            log.info("Not all tables are tried in schema %s: %s.", self._name, reason(error))
        finally:
            self._connection.query(b"DROP DATABASE " + self._schema)

    def _parents(self, tables: Collection[str]) -> set[str]:
        definitions, alterations = self._report.definitions.values(), self._report.alterations
        found = {parent for each in definitions if each.name in tables for parent in each.references}
        return found | {parent for each in alterations if each.table in tables for parent in each.references}

    def _try_tables(self, tables: set[str], filled: Collection[str]) -> None:
        definitions = [each for each in self._report.definitions.values() if each.name in tables]
        alterations = [each for each in self._report.alterations if each.table in tables]
        for definition in definitions:
            self._run(definition.name, definition.statement_in(self._schema), definition.session)
        # The temporary tables are altered by now. With the rows of some tables alone, foreign keys would miss
        # those of the others.
        if tables.issubset(filled) and not any(alteration.changes for alteration in alterations):
            for definition in definitions:
                self._fill(definition)
        for alteration in alterations:
            checks = int(alteration.adds_foreign_keys and alteration.session.checks_foreign_keys)
            self._connection.query(f"SET SESSION foreign_key_checks = {checks}")
            try:
                self._run(alteration.table, alteration.statement(schema=self._schema), alteration.session)
            finally:
                if self._connection.open:
                    self._connection.query("SET SESSION foreign_key_checks = 0")

    def _fill(self, definition: TableDefinition) -> None:
        """Put the rows of the temporary table into the true one, with the values that they have by now."""
        table = quoted(definition.name).encode("utf-8", "surrogateescape")
        names = (quoted(column.name) for column in definition.columns if not column.generated)
        columns = ", ".join(names).encode("utf-8", "surrogateescape")
        self._connection.use_mode(_AS_THEY_ARE)
        try:
            self._connection.query(
                b"INSERT INTO %b.%b (%b) SELECT %b FROM %b" % (self._schema, table, columns, columns, table)
            )
            self._connection.commit()
        except pymysql.err.MySQLError as error:
            self._raise_if_not_of_dump(error)
            raise refused_rows([f"Table {definition.name}: {reason(error)}."]) from error

    def _run(self, table: str, statement: bytes, session: DumpSession) -> None:
        try:
            with definition_session(self._connection, session, self._options):
                self._connection.query(statement)
        except pymysql.err.MySQLError as error:
            self._raise_if_not_of_dump(error)
            if error_code(error) in OF_ROWS:
                raise refused_alteration(table, error) from error
            raise refused_definition(table, session, error) from error

    def _raise_if_not_of_dump(self, error: pymysql.err.MySQLError) -> None:
        if error_code(error) < 0 or error_code(error) in _OF_RIGHTS | _OF_SERVER:
            raise error

    def _create(self) -> bool:
        """Create the schema; False if this user cannot, or if it is somebody else's."""
        with self._connection.cursor() as cursor:
            if not NamedLock(f"tokyobeta.trial.{self._name}").acquire(cursor, 0):
                return False  # another restore into the same target is at it
            cursor.execute(
                "SELECT SUM(table_name = %s) FROM information_schema.schemata"
                " LEFT JOIN information_schema.tables ON table_schema = schema_name"
                " WHERE schema_name = %s GROUP BY schema_name",
                (_MARK, self._name),
            )
            row = cursor.fetchone()
            if row is not None and not row[0]:
                log.info("Schema %s is of somebody else: no table is tried in it.", self._name)
                return False
        try:
            # Of a killed restore, or nothing: a user without the right to drop it must not create it.
            self._connection.query(b"DROP DATABASE IF EXISTS " + self._schema)
            self._connection.query(b"CREATE DATABASE " + self._schema + b" CHARACTER SET utf8mb4")
        except pymysql.err.MySQLError as error:
            if error_code(error) in RETRIED:
                raise
            log.info("No table is tried in schema %s: %s.", self._name, reason(error))
            return False
        return True
