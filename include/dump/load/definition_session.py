"""The session in which a dump's definitions of tables run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from include.dump.load.load_connection import LoadConnection
from include.dump.load.options import RestoreOptions
from include.dump.parse.session import DumpSession


@contextmanager
def definition_session(
    connection: LoadConnection, session: DumpSession, options: RestoreOptions
) -> Iterator[None]:
    """Have CREATE TABLE and ALTER TABLE read as in the session that the dump has set up.

    :param connection: gets the sql_mode, time zone, character set and other settings.
    :param session: the dump's.
    :param options: what holds where the dump sets nothing.
    """
    connection.use_mode(options.session_mode(session, lenient=True))
    connection.use_zone(session.time_zone or options.silent_time_zone)
    try:
        connection.use_settings(session.settings)
        connection.use_charset(session.charset or "utf8mb4", session.narrower_charset)
        yield
    finally:
        if connection.open:
            connection.leave_dump_session()
