"""Trying definitions as true tables, in a schema beside the target that is dropped again."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

import pymysql

from include.dump.load.definition_session import definition_session
from include.dump.load.load_connection import LoadConnection
from include.dump.load.options import RestoreOptions
from include.dump.parse.alteration import Alteration
from include.dump.parse.report import DumpReport
from include.dump.parse.session import DumpSession
from include.dump.parse.table_definition import TableDefinition
from include.dump.restore.refused_definition import (
    OF_DEFINITION,
    OF_SETTING,
    OF_TRUE_TABLE,
    refused_definition,
)
from include.dump.restore.refused_rows import OF_ROWS, refused_alteration, refused_rows
from include.dump.restore.temporary_tables import TemporaryTables
from include.dump.restore.trial_schema import TrialSchema
from include.mysql.errors import OF_RIGHTS, OF_SERVER, RETRIED, error_code, reason
from include.mysql.identifiers import quoted

log = logging.getLogger(__name__)

# What the server says of these holds no value of a row, also where there are rows.
_WITHOUT_VALUES = (OF_SETTING | OF_DEFINITION | OF_TRUE_TABLE) - OF_ROWS
# The sql_mode in which what a temporary table holds is copied without a change.
_AS_THEY_ARE = "ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO"

# DEFAULT_GENERATED is said of a default that is an expression (MySQL manual, "SHOW COLUMNS Statement").
_COMPUTED = re.compile(r"\b(?:VIRTUAL|STORED) GENERATED\b")


class TrueTableTrial:
    """Creates tables, puts the rows of temporary ones into them, and alters them as the dump does.

    Only a true table tells whether foreign keys fit, partitions are right and take each row, and a tablespace
    or a compression is there. A user without the right to make the schema learns of it when the target is
    restored into. A restore that is killed meanwhile leaves the schema to the next one into the same target,
    which drops it, whatever its dump.

    :param connection: a connection of its own.
    :param schema: the schema to restore into; the one beside it has ``_trial`` behind its name.
    :param report: the dump.
    :param options: the sql_mode of each table.
    """

    def __init__(
        self, connection: LoadConnection, schema: str, report: DumpReport, options: RestoreOptions
    ) -> None:
        self._connection, self._report, self._options = connection, report, options
        self._schema = TrialSchema(schema)
        self._has_rows = False

    def run(self, temporary: TemporaryTables) -> None:
        """Try the definitions of some tables, and those of the tables that their foreign keys refer to.

        :param temporary: what became of the temporary tables of the connection. Those of which something was
            left out are tried; none is for none.
        :raises RestoreTargetError: naming the first table that this server does not create or alter.
        :raises RestoreTableError: naming the first table whose rows it does not take.
        :raises pymysql.err.MySQLError: if the server cannot go on.
        """
        if not temporary.left_out:
            self._drop_left()
        if not temporary.left_out or not self._schema.create(self._connection):
            return
        try:
            self._try_tables(temporary.left_out | self._parents(temporary.left_out), temporary)
        except pymysql.err.MySQLError as error:
            if error_code(error) not in OF_RIGHTS:
                raise
            log.info("Not all tables are tried in schema %s: %s.", self._schema.name, reason(error))
        finally:
            self._schema.drop(self._connection)

    def _drop_left(self) -> None:
        """Drop what a killed restore has left, if this user may: nothing of this one depends on it."""
        try:
            self._schema.drop_left(self._connection)
        except pymysql.err.MySQLError as error:
            if error_code(error) in RETRIED:
                raise
            log.info("Schema %s of a killed restore is left: %s.", self._schema.name, reason(error))

    def _parents(self, tables: Collection[str]) -> frozenset[str]:
        definitions, alterations = self._report.definitions.values(), self._report.alterations
        found = frozenset[str]().union(*(each.references for each in definitions if each.name in tables))
        return found.union(*(each.references for each in alterations if each.table in tables))

    def _try_tables(self, tables: frozenset[str], temporary: TemporaryTables) -> None:
        definitions = [each for each in self._report.definitions.values() if each.name in tables]
        alterations = {n: each for n, each in enumerate(self._report.alterations) if each.table in tables}
        for definition in definitions:
            self._run(definition.name, definition.statement_in(self._schema.quoted), definition.session)
        # With the rows of some tables alone, foreign keys would miss those of the others.
        if tables.issubset(temporary.filled):
            # A temporary table has the columns that it was altered to.
            done = [alterations.pop(position) for position in sorted(temporary.altered & alterations.keys())]
            for alteration in done:
                self._alter(alteration)
            changed = {alteration.table for alteration in done if alteration.changes}
            for definition in definitions:
                self._fill(definition, is_changed=definition.name in changed)
            self._has_rows = True
            self._check_parents(each for each in definitions if each.name not in temporary.unchecked)
        for alteration in alterations.values():
            self._alter(alteration)

    def _alter(self, alteration: Alteration) -> None:
        with self._checking(checks=alteration.adds_foreign_keys and alteration.session.checks_foreign_keys):
            statement = alteration.statement(schema=self._schema.quoted)
            self._run(alteration.table, statement, alteration.session)

    def _check_parents(self, definitions: Iterable[TableDefinition]) -> None:
        """Refuse rows without a parent where the dump checks foreign keys.

        For that the server makes a copy of each table: it checks the rows of one, whatever their order.
        """
        for definition in definitions:
            if not definition.references or not definition.session.checks_foreign_keys:
                continue
            table = self._schema.quoted + b"." + quoted(definition.name).encode("utf-8", "surrogateescape")
            with self._checking(checks=True):
                try:
                    self._connection.query(b"ALTER TABLE " + table + b" FORCE, ALGORITHM=COPY")
                except pymysql.err.MySQLError as error:
                    self._raise_if_not_of_dump(error)
                    if error_code(error) in OF_ROWS:
                        raise refused_rows([f"Table {definition.name}: {reason(error)}."]) from error
                    log.info("The foreign keys of %s are not checked: %s.", definition.name, reason(error))

    @contextmanager
    def _checking(self, *, checks: bool) -> Iterator[None]:
        """Let the server check foreign keys, or not."""
        self._connection.query(f"SET SESSION foreign_key_checks = {int(checks)}")
        try:
            yield
        finally:
            if self._connection.open:
                self._connection.query("SET SESSION foreign_key_checks = 0")

    def _fill(self, definition: TableDefinition, *, is_changed: bool) -> None:
        """Put the rows of the temporary table into the true one, with the values that they have by now."""
        table = quoted(definition.name).encode("utf-8", "surrogateescape")
        names = self._columns_now(definition) if is_changed else _columns(definition)
        columns = ", ".join(map(quoted, names)).encode("utf-8", "surrogateescape")
        self._connection.use_mode(_AS_THEY_ARE)
        try:
            into = b"INSERT INTO %b.%b (%b)" % (self._schema.quoted, table, columns)
            self._connection.query(into + b" SELECT %b FROM %b" % (columns, table))
            self._connection.commit()
        except pymysql.err.MySQLError as error:
            self._raise_if_not_of_dump(error)
            raise refused_rows([f"Table {definition.name}: {reason(error)}."]) from error

    def _columns_now(self, definition: TableDefinition) -> list[str]:
        """Return the columns of the temporary table that take values."""
        with self._connection.cursor() as cursor:
            cursor.execute(f"SHOW COLUMNS FROM {quoted(definition.name)}")
            return [name for name, *_, extra in cursor.fetchall() if not _COMPUTED.search(extra)]

    def _run(self, table: str, statement: bytes, session: DumpSession) -> None:
        try:
            with definition_session(self._connection, session, self._options):
                self._connection.query(statement)
        except pymysql.err.MySQLError as error:
            self._raise_if_not_of_dump(error)
            if self._has_rows and error_code(error) not in _WITHOUT_VALUES:
                raise refused_alteration(table, error) from error
            raise refused_definition(table, session, error) from error

    def _raise_if_not_of_dump(self, error: pymysql.err.MySQLError) -> None:
        if error_code(error) < 0 or error_code(error) in OF_RIGHTS | OF_SERVER:
            raise error


def _columns(definition: TableDefinition) -> list[str]:
    """Return the columns of a definition that take values."""
    return [column.name for column in definition.columns if not column.generated]
