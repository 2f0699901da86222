"""What the SET statements of a dump make of the session of the client that reads it.

The ``mysql`` client sends them to the server, and both act on them: the server reads rows in the time zone,
the character sets and at the time of the session, and both read backslashes by its sql_mode (client/mysql.cc,
add_line).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from include.dump.errors import DumpStatementError
from include.dump.parse.sql_modes import ANSI

_STRING = rb"'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\""
# What only MariaDB runs: its versions begin at 100000. MySQL takes such comments for comments.
_NOT_MYSQL = re.compile(rb"/\*(?:M!|!(?=1\d{5}\D|9{6}))[^*]*(?:\*(?!/)[^*]*)*\*/")
_INNER_COMMENT = re.compile(rb"/\*!(?:\d{5,6})?|\*/")
_FUNCTION = re.compile(rb"(CONCAT|IFNULL|COALESCE)\s*\((.*)\)\Z", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(r"\w{1,64}\Z", re.ASCII)
_ITEM = re.compile(
    rb"(?:[^,'\"()`]|" + _STRING + rb"|`[^`]*`|\((?:[^()'\"]|" + _STRING + rb"|\([^()]*\))*\))+"
)
_NAMES = re.compile(rb"\s*(NAMES|CHARACTER\s+SET|CHARSET)\s+['\"]?(\w+)['\"]?", re.IGNORECASE)
_ASSIGNMENT = re.compile(
    rb"\s*(?:(?P<scope>GLOBAL|PERSIST_ONLY|PERSIST|SESSION|LOCAL)\s+|(?P<system>@@)(?:(?P<part>\w+)\s*\.\s*)?)?"
    rb"(?P<user>@)?`?(?P<name>[\w$.]+)`?\s*:?=\s*(?P<value>.*?)\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
_SYSTEM = re.compile(rb"@@(?:(\w+)\s*\.\s*)?`?(\w+)`?\Z")
_USER = re.compile(rb"@`?([\w$.]+)`?\Z")
_WORD = re.compile(rb"[\w+:/.-]+\Z")
# Each variable that is followed, and the attribute of DumpSession that holds it.
_FOLLOWED: Final = {
    "sql_mode": "sql_mode",
    "time_zone": "time_zone",
    "character_set_client": "charset",
    "character_set_connection": "connection_charset",
    "timestamp": "timestamp",
    "foreign_key_checks": "foreign_key_checks",
}
_CHARSETS: Final = ("character_set_client", "character_set_connection")
# A collation begins with the name of its character set (MySQL manual, "Collation Naming Conventions").
_COLLATION: Final = "collation_connection"
_NUMBER = re.compile(rb"\d{1,20}(?:\.\d{1,6})?\Z")
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
    """

    sql_mode: str | None = None
    time_zone: str | None = None
    charset: str | None = None
    connection_charset: str | None = None
    timestamp: str | None = None
    foreign_key_checks: str | None = None

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


# That of a server that was not set otherwise (MySQL manual, "Server SQL Modes").
SERVER_DEFAULT_MODE: Final = (
    "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
    "NO_ENGINE_SUBSTITUTION"
)
# What a dump begins with.
INITIAL: Final = DumpSession()


class _Unknown:
    """The value of an expression that is not followed."""


_UNKNOWN: Final = _Unknown()
Value = str | None | _Unknown


class SessionTracker:
    """Follows the SET statements of a dump.

    :param session: what it begins with.
    """

    def __init__(self, session: DumpSession | None = None) -> None:
        self._values: dict[str, Value] = dict.fromkeys(_FOLLOWED)
        self._initial = dict(self._values)
        if session is not None:
            self._values = {name: getattr(session, field) for name, field in _FOLLOWED.items()}
        self._variables: dict[str, Value] = {}
        self.time_zones: set[str] = set()
        """Every time zone that was set so far."""
        self.session = session or DumpSession()

    def copy(self) -> SessionTracker:
        """Return a tracker that goes on from here by itself."""
        other = SessionTracker(self.session)
        other._variables = dict(self._variables)
        return other

    def see(self, statement: bytes) -> None:
        """Follow a SET statement.

        :param statement: with or without the versioned comment around it, without its delimiter.
        :raises DumpStatementError: if it sets one of the followed settings to what cannot be known here.
        """
        text = _INNER_COMMENT.sub(b" ", _NOT_MYSQL.sub(b" ", statement)).strip().rstrip(b";").strip()
        if text[:3].upper() != b"SET":
            return
        for match in _ITEM.finditer(text[3:]):
            self._assign(match[0])
        known = {field: _known(self._values[name]) for name, field in _FOLLOWED.items()}
        self.session = replace(self.session, **known)

    def _assign(self, item: bytes) -> None:
        if names := _NAMES.match(item):
            charset = names[2].decode("ascii", "replace").lower()
            value = None if charset == "default" else charset
            self._values["character_set_client"] = value
            # SET CHARACTER SET makes it that of the schema (MySQL manual), which is utf8mb4 here.
            self._values["character_set_connection"] = value if names[1].upper() == b"NAMES" else None
            return
        match = _ASSIGNMENT.match(item)
        if match is None:
            return
        name = _own_name(match["name"].decode("ascii", "replace").lower())
        if match["user"]:
            self._variables[name] = self._evaluate(match["value"])
            return
        scope = (match["scope"] or match["part"] or b"session").upper()
        if name not in _FOLLOWED or scope in {b"GLOBAL", b"PERSIST", b"PERSIST_ONLY"}:
            return
        value = self._evaluate(match["value"])
        if name in _CHARSETS and isinstance(value, str):
            value = _charset(value)
        elif name == "timestamp" and value is not None:
            value = _number(match["value"])
        elif name == "foreign_key_checks" and isinstance(value, _Unknown):
            value = None  # checked, as by default: HeidiSQL asks whether a variable IS NULL
        if isinstance(value, _Unknown):
            raise DumpStatementError(
                f"The dump sets {name} to an expression whose value is only known on a server.",
                "Make the dump with mysqldump or mariadb-dump, which set it to a value.",
            )
        if name == "time_zone" and value is not None:
            self.time_zones.add(value)
        self._values[name] = value

    def _evaluate(self, text: bytes) -> Value:
        text = text.strip()
        if match := _FUNCTION.match(text):
            return self._call(match[1].upper(), [item[0] for item in _ITEM.finditer(match[2])])
        return self._variable_or_word(text)

    def _variable_or_word(self, text: bytes) -> Value:
        if text[:1] in {b"'", b'"'} and len(text) > 1 and text[-1:] == text[:1]:
            return text[1:-1].decode("utf-8", "replace")
        if match := _SYSTEM.match(text):
            values = self._initial if (match[1] or b"").upper() == b"GLOBAL" else self._values
            return values.get(_own_name(match[2].decode("ascii").lower()), _UNKNOWN)
        if match := _USER.match(text):
            return self._variables.get(match[1].decode("ascii", "replace").lower(), _UNKNOWN)
        if text.upper() == b"DEFAULT":
            return None
        if text == b"0":
            return ""
        return text.decode("ascii") if _WORD.match(text) and not text.isdigit() else _UNKNOWN

    def _call(self, function: bytes, arguments: list[bytes]) -> Value:
        """Return the value of a function that puts modes together or replaces what was never saved."""
        if function != b"CONCAT":
            variable = _USER.match(arguments[0].strip())
            never_set = variable and variable[1].decode("ascii", "replace").lower() not in self._variables
            return self._evaluate(arguments[1 if never_set else 0])
        values = [self._evaluate(argument) for argument in arguments]
        if any(isinstance(value, _Unknown) for value in values):
            return _UNKNOWN
        return "".join(str(SERVER_DEFAULT_MODE if value is None else value) for value in values)


def _own_name(name: str) -> str:
    return "character_set_connection" if name == _COLLATION else name


def _charset(value: str) -> Value:
    """Return the character set that is named, or whose collation is."""
    name = value.lower()
    if not _CHARSET.match(name) or name.isdigit():
        return _UNKNOWN
    return name.partition("_")[0]


def _number(text: bytes) -> Value:
    return text.decode("ascii") if _NUMBER.match(text) else _UNKNOWN


def _known(value: Value) -> str | None:
    assert not isinstance(value, _Unknown)
    return value
