"""One session at a time creates tables in a schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from include.exceptions import ConfigurationError

if TYPE_CHECKING:
    from pymysql.cursors import Cursor

_WAIT_SECONDS: Final = 60
_LONGEST: Final = 64  # MySQL manual, "Locking Functions"


@contextmanager
def creation_lock(cursor: Cursor, schema: str) -> Iterator[None]:
    """Keep other sessions from creating tables in a schema meanwhile.

    Two that run CREATE TABLE IF NOT EXISTS for the same missing table at the same moment deadlock (error
    1213): each holds the name shared and wants it for itself.

    :param cursor: of the connection that is to hold the lock.
    :param schema: the schema's name.
    :raises ConfigurationError: if another session holds the lock for longer than a minute.
    """
    name = f"tokyobeta.create.{schema}"[:_LONGEST]
    cursor.execute("SELECT GET_LOCK(%s, %s)", (name, _WAIT_SECONDS))
    row = cursor.fetchone()
    if row is None or row[0] != 1:
        raise ConfigurationError(
            f"Another session has been creating tables in {schema} for {_WAIT_SECONDS} seconds.",
            "Look for it in SHOW PROCESSLIST, end it if it hangs, then try again.",
        )
    try:
        yield
    finally:
        cursor.execute("DO RELEASE_LOCK(%s)", (name,))
