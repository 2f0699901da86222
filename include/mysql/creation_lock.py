"""One session at a time creates tables in a schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from include.exceptions import ConfigurationError
from include.mysql.named_lock import NamedLock

if TYPE_CHECKING:
    from pymysql.cursors import Cursor

_WAIT_SECONDS: Final = 60


@contextmanager
def creation_lock(cursor: Cursor, schema: str) -> Iterator[None]:
    """Keep other sessions from creating tables in a schema meanwhile.

    Two that run CREATE TABLE IF NOT EXISTS for the same missing table at the same moment deadlock (error
    1213): each holds the name shared and wants it for itself.

    :param cursor: of the connection that is to hold the lock.
    :param schema: the schema's name.
    :raises ConfigurationError: if another session holds the lock for longer than a minute.
    """
    lock = NamedLock(f"tokyobeta.create.{schema}")
    if not lock.acquire(cursor, _WAIT_SECONDS):
        raise ConfigurationError(
            f"Another session has been creating tables in {schema} for {_WAIT_SECONDS} seconds.",
            "Look for it in SHOW PROCESSLIST, end it if it hangs, then try again.",
        )
    try:
        yield
    finally:
        lock.release(cursor)
