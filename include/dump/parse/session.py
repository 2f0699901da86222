"""The settings of a client's session that decide how the text of a dump is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from include.dump.errors import DumpStatementError
from include.dump.parse.sql_modes import ANSI

# Those of MySQL 5.7 and MariaDB in which text is read otherwise, and which MySQL no longer has.
_FOREIGN: Final = frozenset({"DB2", "MAXDB", "MSSQL", "ORACLE", "POSTGRESQL"})
_STRICT: Final = frozenset({"STRICT_ALL_TABLES", "STRICT_TRANS_TABLES", "TRADITIONAL"})


@dataclass(frozen=True, slots=True)
class DumpSession:
    """The settings of the session that decide how text is read. None: what the session began with.

    :param sql_mode: the modes, as written.
    :param time_zone: in which TIMESTAMP values are written, such as ``+00:00``.
    :param charset: the character set of the statements.
    :param connection_charset: that into which the server converts the texts in them.
    :param timestamp: what ``NOW()`` is, in seconds since 1970; None is the time of each statement.
    :param foreign_key_checks: empty, 0 or OFF: a foreign key that is added is not checked on the rows.
    :param table_options: character set and collation of the database, which tables get that name none.
    :param settings: other variables that decide what tables and computed values become, by their names.
    """

    sql_mode: str | None = None
    time_zone: str | None = None
    charset: str | None = None
    connection_charset: str | None = None
    timestamp: str | None = None
    foreign_key_checks: str | None = None
    table_options: bytes = b""
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def modes(self) -> frozenset[str]:
        """The single modes, in upper case; ANSI as those that it stands for."""
        named = frozenset(mode.strip().upper() for mode in (self.sql_mode or "").split(",")) - {""}
        return named | ANSI if "ANSI" in named else named

    @property
    def no_backslash_escapes(self) -> bool:
        """Whether a backslash is a character like any other."""
        return "NO_BACKSLASH_ESCAPES" in self.modes

    @property
    def ansi_quotes(self) -> bool:
        """Whether double quotes enclose names instead of text."""
        return "ANSI_QUOTES" in self.modes

    @property
    def narrower_charset(self) -> str | None:
        """The character set that texts of the dump pass through, if they may lose characters there."""
        through = self.connection_charset
        return None if through in {None, "utf8mb4", self.charset or "utf8mb4"} else through

    @property
    def checks_foreign_keys(self) -> bool:
        """Whether a foreign key that is added is checked against the rows that are there."""
        return self.foreign_key_checks is None or self.foreign_key_checks.upper() not in {"", "0", "OFF"}

    @property
    def numbers_zeros(self) -> bool:
        """Whether the dump itself has the server give rows with an id of 0 another one."""
        # Asked for each INSERT, so the modes are not taken apart; no other has this name within its own.
        return self.sql_mode is not None and "NO_AUTO_VALUE_ON_ZERO" not in self.sql_mode.upper()

    @property
    def foreign_mode(self) -> str | None:
        """The mode, if there is one, in which text is read otherwise and which MySQL does not have."""
        return min(self.modes & _FOREIGN, default=None)

    def refuse_foreign_mode(self, offset: int) -> None:
        """Refuse to read on in such a mode.

        :param offset: of what is read, in bytes of the dump.
        :raises DumpStatementError: naming the mode.
        """
        if mode := self.foreign_mode:
            raise DumpStatementError(
                f"What begins at byte {offset} of the dump is in the sql_mode {mode}, which MySQL dropped.",
                "Make the dump without --compatible, in the source's default sql_mode.",
            )

    @property
    def lenient(self) -> bool:
        """Whether the dump itself has switched strict mode off: values are then adjusted, with a warning."""
        return self.sql_mode is not None and not self.modes & _STRICT


INITIAL: Final = DumpSession()
"""What a dump begins with."""
