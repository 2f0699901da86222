"""Whether the rows of a dump are committed."""

from __future__ import annotations

import re

from include.dump.errors import OWN_PROGRAM_ACTION, DumpStatementError, cut_off
from include.dump.parse.set_statement import settings_of

_BEGIN = re.compile(rb"(?:START\s++TRANSACTION|BEGIN)\b", re.IGNORECASE)
# Those that a dump holds (MySQL manual, "Statements That Cause an Implicit Commit").
_COMMIT = re.compile(
    rb"(?:COMMIT|CREATE|ALTER|DROP|LOCK|TRUNCATE|RENAME|FLUSH|ANALYZE|CHECK|OPTIMIZE)\b", re.IGNORECASE
)
_LOCK = re.compile(rb"LOCK\s++TABLES?\b", re.IGNORECASE)
_UNLOCK = re.compile(rb"UNLOCK\b", re.IGNORECASE)
_ROLLBACK = re.compile(rb"ROLLBACK(?:\s++WORK)?+\s*+\Z", re.IGNORECASE)
_ON = frozenset({b"1", b"ON", b"TRUE", b"DEFAULT"})
_SAVES = re.compile(rb"@@(?:(?:SESSION|LOCAL)\s*+\.\s*+)?+AUTOCOMMIT\Z", re.IGNORECASE)


class Transactions:
    """Follows where transactions begin and end: the rows of one that stays open are lost to the client."""

    def __init__(self) -> None:
        self._autocommit, self._begun, self._locked = True, False, False
        self._uncommitted: int | None = None
        self._saved: dict[str, bool] = {}

    def see_rows(self, offset: int) -> None:
        """Record rows.

        :param offset: where they begin in the dump, in bytes.
        """
        if self._uncommitted is None and (self._begun or not self._autocommit):
            self._uncommitted = offset

    def see(self, statement: bytes, offset: int) -> None:
        """Follow any other statement but SET.

        :param statement: without versioned comments and delimiter.
        :param offset: where it begins in the dump, in bytes.
        :raises DumpStatementError: if it takes rows back.
        """
        if _BEGIN.match(statement):  # it commits what was open, and unlocks
            self._begun, self._uncommitted, self._locked = True, None, False
        elif _COMMIT.match(statement):
            self._begun, self._uncommitted = False, None
            self._locked = self._locked or _LOCK.match(statement) is not None
        elif _UNLOCK.match(statement):
            if self._locked:  # otherwise it commits nothing (MySQL manual, "LOCK TABLES")
                self._begun, self._uncommitted = False, None
            self._locked = False
        elif _ROLLBACK.match(statement):
            if self._uncommitted is not None:
                raise DumpStatementError(
                    f"The dump takes back the rows from byte {self._uncommitted} on, by ROLLBACK at byte "
                    f"{offset}.",
                    OWN_PROGRAM_ACTION,
                )
            self._begun = False

    def see_setting(self, statement: bytes) -> None:
        """Follow SET.

        :param statement: without its delimiter.
        """
        for setting in settings_of(statement):
            value = setting.value.strip(b"'\" ")
            if setting.is_user and _SAVES.match(value):
                self._saved[setting.name] = self._autocommit
            elif setting.name == "autocommit" and setting.of_session and not setting.is_user:
                self._set_autocommit(value.upper() in _ON or (value[:1] == b"@" and self._of_variable(value)))

    def _of_variable(self, value: bytes) -> bool:
        if _SAVES.match(value):
            return self._autocommit
        # What a dump has not saved itself is what the session began with.
        return self._saved.get(value.strip(b"@`'\"").decode("ascii", "replace").lower(), True)

    def _set_autocommit(self, on: bool) -> None:
        if on and not self._autocommit:  # the change commits, setting it once more does not
            self._begun, self._uncommitted = False, None
        self._autocommit = on

    def check_end(self) -> None:
        """Check that nothing is left open at the end of the dump.

        :raises DumpIncompleteError: saying where the open transaction has its first rows.
        """
        if self._uncommitted is not None:
            raise cut_off("inside a transaction with rows that nothing commits", self._uncommitted)
