"""What the SET statements of a dump make of the session of the client that reads it.

The ``mysql`` client sends them to the server, and both act on them: the server reads rows in the time zone,
the character sets and at the time of the session, and both read backslashes by its sql_mode (client/mysql.cc,
add_line).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from include.dump.errors import DumpStatementError
from include.dump.parse.lexicon import EVERY_SERVER
from include.dump.parse.session import DumpSession
from include.dump.parse.set_statement import (
    Setting,
    arguments_of,
    is_for_newer_servers,
    settings_of,
    without_comments,
)

# That of a server that was not set otherwise (MySQL manual, "Server SQL Modes").
SERVER_DEFAULT_MODE: Final = (
    "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
    "NO_ENGINE_SUBSTITUTION"
)
# Each variable that is followed, and the attribute of DumpSession that holds it.
_FOLLOWED: Final = {
    "sql_mode": "sql_mode",
    "time_zone": "time_zone",
    "character_set_client": "charset",
    "character_set_connection": "connection_charset",
    "timestamp": "timestamp",
    "foreign_key_checks": "foreign_key_checks",
}
# Those that decide what tables and computed values become: they are set on the server as the dump does.
_SET_AGAIN: Final = frozenset(
    {
        "auto_increment_increment",
        "auto_increment_offset",
        "block_encryption_mode",
        "default_collation_for_utf8mb4",
        "default_storage_engine",
        "default_week_format",
        "div_precision_increment",
        "innodb_strict_mode",
        "lc_time_names",
        "restrict_fk_on_non_standard_key",
        "sql_generate_invisible_primary_key",
        "sql_require_primary_key",
    }
)
# Those that only the next statement gets.
_ONCE: Final = frozenset({"insert_id", "rand_seed1", "rand_seed2"})
# Without it only the server could tell what it makes of TIMESTAMP columns.
_EXPLICIT_TIMESTAMPS: Final = "explicit_defaults_for_timestamp"
_OFF: Final = re.compile(rb"\s*['\"]?(?:0|OFF|FALSE)['\"]?\s*\Z", re.IGNORECASE)
_CHARSETS: Final = ("character_set_client", "character_set_connection")
# A collation begins with the name of its character set (MySQL manual, "Collation Naming Conventions").
_COLLATION: Final = "collation_connection"
_CHARSET = re.compile(r"\w{1,64}\Z", re.ASCII)
_NUMBER = re.compile(rb"\d{1,20}(?:\.\d{1,6})?\Z")
_FUNCTION = re.compile(rb"(CONCAT|REPLACE|IFNULL|COALESCE)\s*\((.*)\)\Z", re.IGNORECASE | re.DOTALL)
# An expression in brackets, with or without SELECT before it.
_BRACKETS = re.compile(rb"\(\s*(?:SELECT\s+)?(.*)\)\Z", re.IGNORECASE | re.DOTALL)
_REPLACE_ARGUMENTS: Final = 3
_SYSTEM = re.compile(rb"@@(?:(\w+)\s*\.\s*)?`?(\w+)`?\Z")
_USER = re.compile(rb"@`?([\w$.]+)`?\Z")
_WORD = re.compile(rb"[\w+:/.-]+\Z")
_DATABASE_OPTION = re.compile(
    rb"\b(?:CHARACTER\s+SET|CHARSET|COLLATE)\s*=?\s*(?:\w+|'\w+'|\"\w+\")", re.IGNORECASE
)


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
            self._values.update(session.settings)
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
        :raises DumpStatementError: if it sets nothing, or sets what decides on rows to what cannot be known
            or followed here.
        """
        before = self.session
        for setting in settings_of(statement):
            self._see(setting)
        known: dict[str, Any] = {field: _known(self._values[name]) for name, field in _FOLLOWED.items()}
        again = sorted(_SET_AGAIN & self._values.keys())
        settings = tuple((name, _known(self._values[name]) or "") for name in again)
        self.session = replace(before, settings=settings, **known)
        if self.session != before and is_for_newer_servers(statement):
            raise DumpStatementError(
                "The dump sets its session in a comment that not every server runs "
                f"(/*!{EVERY_SERVER + 1} or above).",
                "Make the dump with mysqldump or mariadb-dump, which set the session for every server.",
            )

    def see_database(self, statement: bytes) -> None:
        """Follow what CREATE DATABASE and ALTER DATABASE decide of the tables that come behind them.

        :param statement: without its delimiter.
        """
        found = _DATABASE_OPTION.findall(without_comments(statement))
        if found:
            options = b"".join(b" DEFAULT " + option for option in found)
            self.session = replace(self.session, table_options=options)

    def _see(self, setting: Setting) -> None:
        name = "character_set_connection" if setting.name == _COLLATION else setting.name
        if setting.is_user:
            self._variables[name] = self._evaluate(setting.value)
        elif name in _ONCE or (name == _EXPLICIT_TIMESTAMPS and _OFF.match(setting.value)):
            raise DumpStatementError(
                f"The dump sets {name}, by which a restore with several sessions cannot go.",
                "Make the dump with mysqldump or mariadb-dump, which do not set it.",
            )
        elif setting.of_session and name in _SET_AGAIN:
            self._set_again(name, setting.value)
        elif setting.of_session and name in _FOLLOWED:
            self._follow(name, setting.value)

    def _follow(self, name: str, text: bytes) -> None:
        value = self._evaluate(text)
        if name in _CHARSETS and isinstance(value, str):
            value = _charset(value)
        elif name == "timestamp" and value is not None:
            value = _number(text)
        elif name == "foreign_key_checks" and isinstance(value, _Unknown):
            value = None  # checked, as by default: HeidiSQL asks whether a variable IS NULL
        if isinstance(value, _Unknown):
            raise _unknown_value(name)
        if name == "time_zone" and value is not None:
            self.time_zones.add(value)
        self._values[name] = value

    def _set_again(self, name: str, text: bytes) -> None:
        number = _number(text)
        value = self._evaluate(text) if isinstance(number, _Unknown) else number
        if isinstance(value, _Unknown):
            raise _unknown_value(name)
        if value is None:  # the default
            self._values.pop(name, None)
        else:
            self._values[name] = value

    def _evaluate(self, text: bytes) -> Value:
        text = text.strip()
        if match := _FUNCTION.match(text):
            return self._call(match[1].upper(), arguments_of(match[2]))
        if match := _BRACKETS.match(text):
            return self._evaluate(match[1])
        return self._variable_or_word(text)

    def _variable_or_word(self, text: bytes) -> Value:
        if text[:1] in {b"'", b'"'} and len(text) > 1 and text[-1:] == text[:1]:
            return text[1:-1].decode("utf-8", "replace")
        if match := _SYSTEM.match(text):
            values = self._initial if (match[1] or b"").upper() == b"GLOBAL" else self._values
            name = match[2].decode("ascii").lower()
            name = "character_set_connection" if name == _COLLATION else name
            return values.get(name, None if name in _SET_AGAIN else _UNKNOWN)
        if match := _USER.match(text):
            return self._variables.get(match[1].decode("ascii", "replace").lower(), _UNKNOWN)
        if text.upper() == b"DEFAULT":
            return None
        if text == b"0":
            return ""
        return text.decode("ascii") if _WORD.match(text) and not text.isdigit() else _UNKNOWN

    def _call(self, function: bytes, arguments: list[bytes]) -> Value:
        """Return the value of a function that puts modes together or replaces what was never saved."""
        if function not in {b"CONCAT", b"REPLACE"}:
            variable = _USER.match(arguments[0].strip())
            never_set = variable and variable[1].decode("ascii", "replace").lower() not in self._variables
            return self._evaluate(arguments[1 if never_set else 0])
        values = [self._evaluate(argument) for argument in arguments]
        if any(isinstance(value, _Unknown) for value in values):
            return _UNKNOWN
        texts = [str(SERVER_DEFAULT_MODE if value is None else value) for value in values]
        if function == b"CONCAT":
            return "".join(texts)
        return texts[0].replace(texts[1], texts[2]) if len(texts) == _REPLACE_ARGUMENTS else _UNKNOWN


def _unknown_value(name: str) -> DumpStatementError:
    return DumpStatementError(
        f"The dump sets {name} to an expression whose value is only known on a server.",
        "Make the dump with mysqldump or mariadb-dump, which set it to a value.",
    )


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
