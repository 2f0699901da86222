"""What a restore says of a definition that the server refuses before anything is touched."""

from __future__ import annotations

from typing import Final

import pymysql

from include.dump.errors import RestoreTargetError
from include.dump.parse.session import DumpSession
from include.mysql.errors import error_code

OF_SETTING: Final = frozenset({1193, 1227, 1231})
"""What the server says of a variable that the dump sets: unknown, not for this user, not with this value."""

OF_DEFINITION: Final = (
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
    | {3750}  # what a variable asks for that the dump sets for it
)
"""What the server says of a definition itself, whatever kind of table it makes: defaults, keys, lists,
character sets, collations, lengths, types, engines, syntax (MySQL manual, "Server Error Message
Reference")."""

OF_TRUE_TABLE: Final = frozenset(
    {1215, 1239, 1252, 1283, 1478, 1503, 1506, 1553, 1687, *range(1821, 1834), 1845, 1846}
    | {3733, 3734, 3780, *range(3820, 3824), 6125}
)
"""What it says of foreign keys, checks, partitions, other indexes and the ways of an ALTER TABLE.
None of it quotes a row, nor does what :data:`OF_DEFINITION` says of a table without rows."""


def refused_definition(table: str, session: DumpSession, error: pymysql.err.MySQLError) -> RestoreTargetError:
    """Return the error for a table that the server does not create or alter.

    :param table: its name.
    :param session: the session that the dump has set up for the statement.
    :param error: what the server said; a definition holds no row, so its own text can be shown.
    """
    text = f"{error.args[1]} (error {error_code(error)})."
    if error_code(error) in OF_SETTING and session.settings:
        names = ", ".join(name for name, _ in session.settings)
        return RestoreTargetError(
            f"This server refuses what the dump sets for table {table} ({names}): {text}",
            "Restore as a user who may set it, or have the dump made without it. Nothing was touched.",
        )
    return RestoreTargetError(
        f"This server does not create table {table} of the dump: {text}",
        "Change that definition in the source and have the dump made again, or restore into a server that "
        "takes it. Nothing was touched.",
    )
