"""What the comments of a dump say about its making."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_PRODUCER = re.compile(rb"-- ((?:MySQL|MariaDB) dump [^\r\n]*)")
_DATABASE = re.compile(rb"-- Host: .*?\s+Database: ([^\r\n]*)")
_COMPLETED = re.compile(rb"-- Dump completed(?: on ([0-9: -]+))?")


@dataclass(slots=True)
class DumpHeader:
    """Facts collected while the comments are passed over.

    :param producer: such as ``MySQL dump 10.13  Distrib 9.7.0, for Linux (x86_64)``; None without comments.
    :param database: the database named in the header comment, or None.
    :param completed: whether the last line of a finished dump was seen after the last statement.
    :param saves_settings: whether the dump saves the session's settings first, to give them back at its end.
    :param gave_back: whether it gave them back.
    :param table_open: whether the client character set that a table definition changed is not yet set back.
    """

    producer: str | None = None
    database: str | None = None
    completed: bool = False
    saves_settings: bool = False
    gave_back: bool = False
    table_open: bool = False
    notes: list[str] = field(default_factory=list)

    def see_comment(self, comment: bytes) -> None:
        """Take note of a comment line."""
        if self.producer is None and (match := _PRODUCER.match(comment)):
            self.producer = match[1].decode("utf-8", "replace").strip()
        elif self.database is None and (match := _DATABASE.match(comment)):
            self.database = match[1].decode("utf-8", "replace").strip() or None
        elif _COMPLETED.match(comment):
            self.completed = True

    def see_setting(self, statement: bytes) -> None:
        """Take note of a SET statement."""
        if b"@OLD_SQL_NOTES=@@SQL_NOTES" in statement:
            self.saves_settings = True
        elif b"SQL_NOTES=@OLD_SQL_NOTES" in statement:
            self.gave_back = True
        elif b"@saved_cs_client" in statement:
            self.table_open = b"= @@character_set_client" in statement

    @property
    def shape(self) -> str:
        """``classic`` if the dump prepares its session itself, else ``compact``."""
        return "classic" if self.saves_settings else "compact"

    def missing_end(self) -> str | None:
        """Return what a complete dump would have at its end and this one has not, or None."""
        if self.producer is not None and not self.completed:
            return "the line '-- Dump completed'"
        if self.saves_settings and not self.gave_back:
            return "the lines that set the session's settings back"
        if self.table_open:
            return "the line after its last table definition"
        return None
