"""A MySQL connection that can feed LOAD DATA LOCAL from memory."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pymysql
from pymysql.connections import Connection, MySQLResult

from include.dump.load.load_outcome import LoadOutcome
from include.mysql.sql_files import SqlFiles
from include.mysql.target import WarehouseTarget

_INFO = re.compile(r"Records: (\d+)  Deleted: (\d+)  Skipped: (\d+)  Warnings: (\d+)")
_PACKET = 128 * 1024
_PACKET_HEADER = 4  # length and number (MySQL Internals, "Protocol::Packet")


if TYPE_CHECKING:
    _Connection = Connection[Any]

else:
    _Connection = Connection

_SQL = SqlFiles(__file__)


class LoadConnection(_Connection):
    """A connection of PyMySQL with the session of a restore, autocommit off.

    PyMySQL reads LOAD DATA LOCAL from files only and has no public hook for another source, so some of its
    private parts are used: ``_read_query_result``, ``_write_bytes`` and ``_next_seq_id`` here and
    ``_read_load_local_packet`` below. Its version is pinned for that reason; all can go when PyMySQL takes a
    file object. Only text that was given to :meth:`load` is ever sent: what a server asks for by file name is
    ignored.
    """

    _pending: Iterable[bytes] | None = None

    @classmethod
    def to(cls, target: WarehouseTarget, schema: str | None, sql_mode: str) -> LoadConnection:
        """Connect and prepare the session.

        :param target: server and user; with ``tls_ca`` the server's certificate and name are verified.
        :param schema: default schema, or None.
        :param sql_mode: the session's sql_mode.
        :raises pymysql.err.MySQLError: if the server cannot be reached or refuses.
        """
        options: dict[str, Any] = (
            {"ssl": ssl.create_default_context(cafile=target.tls_ca)} if target.tls_ca else {}
        )
        connection = cls(
            host=target.host,
            port=target.port,
            user=target.user,
            password=target.password,
            database=schema,
            charset="utf8mb4",
            connect_timeout=10,
            autocommit=False,
            local_infile=True,
            program_name="tokyobeta-restore",
            **options,
        )
        for statement in _SQL.statements("session"):
            connection.query(statement)
        connection.use_mode(sql_mode)
        for statement in _SQL.statements("session_optional"):
            try:
                connection.query(statement)
            except pymysql.err.MySQLError as error:
                if error.args[0] not in _UNKNOWN_OR_DENIED:
                    raise
        connection.session_charset = ("utf8mb4", None)
        return connection

    session_charset: tuple[str, str | None]
    session_mode: str = ""
    session_zone: str | None = "+00:00"
    session_timestamp: str | None = None
    session_settings: tuple[tuple[str, str], ...] = ()

    def use_mode(self, sql_mode: str) -> None:
        """Make this the sql_mode of the statements that follow."""
        if sql_mode != self.session_mode:
            self.query(f"SET SESSION sql_mode = '{sql_mode}'")
            self.session_mode = sql_mode

    def use_charset(self, charset: str, through: str | None = None) -> None:
        """Make the server read the text of statements in this character set; it answers in utf8mb4.

        :param charset: the character set.
        :param through: that into which the server converts texts before it stores them; None is the same.
        """
        if (charset, through) != self.session_charset:
            conversion = f", character_set_connection = {through}" if through else ""
            self.query(f"SET NAMES {charset}, character_set_results = utf8mb4{conversion}")
            self.session_charset = (charset, through)

    def use_timestamp(self, timestamp: str | None) -> None:
        """Make this what ``NOW()`` is, in seconds since 1970; None is the time of each statement."""
        if timestamp != self.session_timestamp:
            self.query(f"SET SESSION timestamp = {timestamp or 'DEFAULT'}")
            self.session_timestamp = timestamp

    def use_settings(self, settings: tuple[tuple[str, str], ...]) -> None:
        """Give these variables of the session their values, and those that it had set otherwise the default.

        :param settings: names and values, as the dump sets them.
        """
        if settings == self.session_settings:
            return
        new = dict(settings)
        for name in dict(self.session_settings).keys() - new.keys():
            self.query(f"SET SESSION {name} = DEFAULT")
        for name, value in new.items():
            self.query(f"SET SESSION {name} = {value if value.isdigit() else self.literal(value)}")
        self.session_settings = settings

    def leave_dump_session(self) -> None:
        """Go back to the character set and the time of statements that are not of the dump."""
        self.use_charset("utf8mb4")
        self.use_timestamp(None)
        self.use_settings(())

    def use_zone(self, time_zone: str | None) -> None:
        """Make the server read TIMESTAMP values in this time zone; None is the one of its new sessions."""
        if time_zone != self.session_zone:
            value = "DEFAULT" if time_zone is None else self.literal(time_zone)
            self.query(f"SET SESSION time_zone = {value}")
            self.session_zone = time_zone

    @property
    def last_warning_count(self) -> int:
        """How many warnings and notes the server has on the last statement (16 bits of its answer)."""
        result: Any = self._result
        return int(result.warning_count) if result is not None else 0

    def load(self, statement: str, text: Iterable[bytes]) -> LoadOutcome:
        """Run a LOAD DATA LOCAL statement on text from memory.

        :param statement: the statement; its file name is of no meaning.
        :param text: the text, in pieces of any size.
        :returns: what the server counted.
        :raises pymysql.err.MySQLError: if the statement fails.
        """
        self._pending = text
        try:
            self.query(statement)
        finally:
            self._pending = None
        result: Any = self._result
        message = (result.message or b"").decode("ascii", "replace")
        match = _INFO.search(message)
        if match is None:
            raise pymysql.err.InternalError(0, f"unexpected answer to LOAD DATA: {message[:80]}")
        return LoadOutcome(int(match[1]), int(match[3]), int(match[4]))

    def send_pending(self) -> None:
        """Send the text of the running LOAD DATA, then the empty packet that ends it.

        In packets that are all full, through one block of memory: PyMySQL's own way makes two copies of each.
        """
        size = min(_PACKET, self.max_allowed_packet)
        packet = bytearray(_PACKET_HEADER + size)
        end = _PACKET_HEADER
        for piece in self._pending or ():
            view = memoryview(piece)
            while view:
                part, view = view[: len(packet) - end], view[len(packet) - end :]
                packet[end : end + len(part)] = part
                end += len(part)
                if end == len(packet):
                    self._send(packet, end)
                    end = _PACKET_HEADER
        if end > _PACKET_HEADER:
            self._send(packet, end)
        self.write_packet(b"")

    def _send(self, packet: bytearray, end: int) -> None:
        """Send a packet, before whose payload there is room for its length and number."""
        private: Any = self
        packet[:3] = (end - _PACKET_HEADER).to_bytes(3, "little")
        packet[3] = private._next_seq_id
        private._next_seq_id = (private._next_seq_id + 1) % 256
        private._write_bytes(memoryview(packet)[:end])

    def _read_query_result(self, unbuffered: bool = False) -> int:
        self._result = None
        result = _LoadResult(self)
        result.read()
        self._result = result
        if result.server_status is not None:
            self.server_status = result.server_status
        return int(result.affected_rows or 0)


class _LoadResult(MySQLResult):
    """A result that answers the server's request for a file with the text in memory."""

    def _read_load_local_packet(self, first_packet: Any) -> None:
        connection: Any = self.connection
        connection.send_pending()
        result: Any = self
        result._read_ok_packet(connection._read_packet())


_UNKNOWN_OR_DENIED = {1193, 1227, 1231}
