"""Comparing names of tables as a server does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pymysql.connections import Connection

FoldName = Callable[[str], str]


def fold_names(connection: Connection[Any]) -> FoldName:
    """Return the function after which two names are equal if they are the same table.

    With ``lower_case_table_names`` of 1 or 2 letters of any case are the same, and with 1 the server keeps
    names in lower case (MySQL manual, "Identifier Case Sensitivity").

    :param connection: a connection to the server.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@lower_case_table_names")
        row = cursor.fetchone()
    assert row is not None
    return str.lower if int(row[0]) else str
