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
from include.dump.restore.refused_definition import refused_definition
from include.mysql.errors import RETRIED, error_code, reason
from include.mysql.identifiers import quoted
from include.mysql.named_lock import NamedLock

log = logging.getLogger(__name__)

# Says that the schema is ours. No table of a dump has that name.
_MARK = "__tables_that_a_restore_tries__"
# What lies with the user's rights on this schema, and with the server: disk, memory, locks, connections.
_OF_RIGHTS = frozenset({1044, 1142, 1143, 1370})
_OF_SERVER = RETRIED | {1021, 1037, 1040, 1041, 1114, 1290}


class TrueTableTrial:
    """Creates tables without rows, and alters them as the dump does.

    Only a true table tells whether foreign keys fit, partitions are right, and a tablespace or a compression
    is there. A user without the right to make the schema learns of it when the target is restored into. A
    restore that is killed meanwhile leaves the schema to the next one into the same target, which drops it.

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

    def run(self, tables: Collection[str]) -> None:
        """Try the definitions of some tables, and those of the tables that their foreign keys refer to.

        :param tables: their names; nothing is done for none.
        :raises RestoreTargetError: naming the first table that this server does not create or alter.
        :raises pymysql.err.MySQLError: if the server cannot go on.
        """
        if not tables or not self._create():
            return
        try:
            mark = b"." + _MARK.encode() + b" (id int PRIMARY KEY)"
            self._connection.query(b"CREATE TABLE " + self._schema + mark)
            self._try_tables(set(tables) | self._parents(tables))
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

    def _try_tables(self, tables: set[str]) -> None:
        for name, definition in self._report.definitions.items():
            if name in tables:
                self._run(name, definition.statement_in(self._schema), definition.session)
        for alteration in self._report.alterations:
            if alteration.table in tables:
                checks = int(alteration.adds_foreign_keys and alteration.session.checks_foreign_keys)
                self._connection.query(f"SET SESSION foreign_key_checks = {checks}")
                try:
                    self._run(alteration.table, alteration.statement(schema=self._schema), alteration.session)
                finally:
                    if self._connection.open:
                        self._connection.query("SET SESSION foreign_key_checks = 0")

    def _run(self, table: str, statement: bytes, session: DumpSession) -> None:
        try:
            with definition_session(self._connection, session, self._options):
                self._connection.query(statement)
        except pymysql.err.MySQLError as error:
            if error_code(error) < 0 or error_code(error) in _OF_RIGHTS | _OF_SERVER:
                raise
            raise refused_definition(table, session, error) from error

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
