"""Trying the definitions of a dump on the server before anything of the schema is touched."""

from __future__ import annotations

import pymysql

from include.dump.errors import RestoreTargetError
from include.dump.load.load_connection import LoadConnection
from include.dump.load.options import RestoreOptions
from include.dump.parse.report import DumpReport
from include.dump.parse.session import DumpSession
from include.mysql.errors import LOST, error_code
from include.mysql.identifiers import quoted

# What MySQL says of a definition itself, whatever kind of table it makes: defaults, keys, lists, character
# sets, collations, lengths, types, engines, syntax (MySQL manual, "Server Error Message Reference"). A
# temporary table cannot have foreign keys, partitions and the like; what those say is left to the true table.
_OF_DEFINITION = (
    frozenset(
        {
            1054,
            *range(1060, 1062),
            *range(1063, 1065),
            *range(1067, 1076),
            *range(1089, 1092),
            1101,
            1115,
            1118,
        }
    )
    | {1170, 1171, 1176, 1253, 1273, 1286, 1291, 1294, *range(1425, 1428), 1439, 1659}
    | {*range(3105, 3110), 3141, 3152, 3716, 3757, 3761, 3763, 3770, 3813, 3815}
)


def try_definitions(
    connection: LoadConnection, schema: str, report: DumpReport, options: RestoreOptions
) -> None:
    """Create each table of a dump as a temporary one, alter it as the dump does, and drop it again.

    :param connection: a connection to the server.
    :param schema: a schema of our own, for the names; a user without the right to make temporary tables in it
        learns of a faulty definition when the true table is created.
    :param report: the dump.
    :param options: the sql_mode of each.
    :raises RestoreTargetError: naming the first table that this server does not create, in MySQL's own words.
    """
    before = connection.session_mode
    for definition in report.definitions.values():
        if not _try(
            connection, definition.name, definition.temporary_statement(schema), definition.session, options
        ):
            continue
        for alteration in report.alterations:
            # A temporary table has no foreign keys.
            if alteration.table == definition.name and not alteration.adds_foreign_keys:
                _try(connection, definition.name, alteration.statement(schema), alteration.session, options)
        connection.query(f"DROP TEMPORARY TABLE {quoted(schema)}.{quoted(definition.name)}")
    connection.use_mode(before)
    connection.use_zone("+00:00")


def _try(
    connection: LoadConnection, table: str, statement: bytes, session: DumpSession, options: RestoreOptions
) -> bool:
    """Run a statement about a temporary table; False if the server refuses what only the true table tells."""
    connection.use_mode(options.session_mode(session, lenient=True))
    connection.use_zone(session.time_zone or options.silent_time_zone)
    try:
        connection.query(statement)
    except pymysql.err.MySQLError as error:
        if error_code(error) in LOST:
            raise
        if error_code(error) in _OF_DEFINITION:
            raise RestoreTargetError(
                f"This server does not create table {table} of the dump: {error.args[1]} "
                f"(error {error_code(error)}).",
                "Change that definition in the source and have the dump made again, or restore into a "
                "server that takes it. Nothing was touched.",
            ) from error
        return False
    return True
