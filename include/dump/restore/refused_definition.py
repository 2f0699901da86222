"""What a restore says of a definition that the server refuses before anything is touched."""

from __future__ import annotations

from typing import Final

import pymysql

from include.dump.errors import RestoreTargetError
from include.dump.parse.session import DumpSession
from include.mysql.errors import error_code

OF_SETTING: Final = frozenset({1193, 1227, 1231})
"""What the server says of a variable that the dump sets: unknown, not for this user, not with this value."""


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
