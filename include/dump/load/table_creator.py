"""Creating a table before its first rows."""

from __future__ import annotations

import pymysql

from include.dump.errors import RestoreTableError
from include.dump.load.load_connection import LoadConnection
from include.dump.load.options import RestoreOptions
from include.dump.load.server_session import ServerSession
from include.dump.load.server_warning import ServerWarning, creation_warnings
from include.dump.load.table_load import TableLoad
from include.mysql.errors import RETRIED, error_code
from include.mysql.identifiers import quoted


class TableCreator:
    """Creates tables on one session.

    A connection that loads creates the table it is to fill, because the server makes the files of several
    tables at the same time: that is what a dump of many small ones takes.

    :param session: the session, in the target schema.
    :param options: the time zone of a definition that the dump has set none for.
    """

    def __init__(self, session: ServerSession, options: RestoreOptions) -> None:
        self._session, self._options = session, options

    def run(self, table: TableLoad) -> None:
        """Create a table, if no other session has done so.

        :raises RestoreTableError: if the server does not take the definition.
        :raises pymysql.err.MySQLError: if the server cannot go on.
        """
        with table.creation:
            if table.is_created:
                return
            try:
                self._session.run(lambda connection, number: self._create(connection, table, number))
            except pymysql.err.MySQLError as error:
                if error_code(error) < 0 or error_code(error) in RETRIED:
                    raise
                # A definition holds no row, so MySQL's own text can be shown.
                raise RestoreTableError(
                    f"Table {table.name} cannot be created: {error.args[1]} (error {error_code(error)}).",
                    "Change that definition in the source and have the dump made again.",
                ) from error
            table.is_created = True

    def _create(self, connection: LoadConnection, table: TableLoad, number: int) -> None:
        definition = table.definition
        connection.leave_dump_session()
        if number > 1:
            connection.query(f"DROP TABLE IF EXISTS {quoted(table.name)}")
        connection.use_mode(table.sql_mode)
        connection.use_zone(definition.session.time_zone or self._options.silent_time_zone)
        connection.query(definition.create_statement(defer_indexes=not table.has_indexes))
        warnings = creation_warnings(ServerWarning.of_last_statement(connection))
        with table.lock:
            table.summary.warnings[:0] = warnings
