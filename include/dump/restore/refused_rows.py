"""What a restore says of rows that the server refuses before anything is touched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pymysql

from include.dump.errors import RestoreTableError
from include.mysql.errors import reason

OF_ROWS: Final = frozenset(
    {1048, 1062, 1138, 1263, 1264, 1265, 1292, 1300, 1365, 1366, 1406, 1411, 1416, 1452, 1526, 1690}
    | {3037, 3140, 3141, 3143, 3548, 3616, 3617, 3643, 3673, 3691, 3751, 3752, 3819, 3903, 6136}
)
"""What the server says of values that an ALTER TABLE finds in the rows: duplicates, NULL, too large or too
long ones, without a parent, out of the range of a function."""

_MOST_SHOWN = 10


def refused_rows(errors: Sequence[str]) -> RestoreTableError:
    """Return the error for tables whose rows the server does not take.

    :param errors: a sentence for each table, without a value of a row.
    """
    shown = " ".join(errors[:_MOST_SHOWN])
    return RestoreTableError(
        f"{len(errors)} table{'s' * (len(errors) > 1)} cannot be restored. {shown}",
        "Correct the cause in the source and have the dump made again. Nothing was touched.",
    )


def refused_alteration(table: str, error: pymysql.err.MySQLError) -> RestoreTableError:
    """Return the error for a table whose rows do not let it be altered.

    :param table: its name.
    :param error: what the server said; it may quote a value of a row.
    """
    return refused_rows([f"Table {table} cannot be altered as the dump does: {reason(error)}."])
