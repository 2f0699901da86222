"""Creating a table as the dump defines it."""

from __future__ import annotations

import pymysql

from include.dump.errors import RestoreTableError
from include.dump.load.definition_session import definition_session
from include.dump.load.load_connection import LoadConnection
from include.dump.load.options import RestoreOptions
from include.dump.load.server_warning import ServerWarning, creation_warnings
from include.dump.load.table_load import TableLoad
from include.mysql.errors import RETRIED, error_code
from include.mysql.identifiers import quoted


def create_table(
    connection: LoadConnection, table: TableLoad, options: RestoreOptions, *, again: bool
) -> None:
    """Create a table, with all its indexes or without those that can be built later.

    :param connection: in the target schema.
    :param table: the table; gets the server's warnings.
    :param options: what holds where the dump sets nothing.
    :param again: whether an earlier try may have created it although its answer was lost.
    :raises RestoreTableError: if the server does not create it.
    :raises pymysql.err.MySQLError: if another try may.
    """
    definition = table.definition
    connection.leave_dump_session()  # rows of the table before may have been refused
    try:
        if again:
            connection.query(f"DROP TABLE IF EXISTS {quoted(table.name)}")
        with definition_session(connection, definition.session, options):
            connection.query(definition.create_statement(defer_indexes=not table.has_indexes))
            new = creation_warnings(ServerWarning.of_last_statement(connection))
    except pymysql.err.MySQLError as error:
        if error_code(error) < 0 or error_code(error) in RETRIED:
            raise
        # A definition holds no row, so MySQL's own text can be shown.
        raise RestoreTableError(
            f"Table {table.name} cannot be created: {error.args[1]} (error {error_code(error)}).",
            "Change that definition in the source and have the dump made again.",
        ) from None
    table.summary.warnings = new + table.summary.warnings
    table.created = True
