"""What the comments of a dump say about its making."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_PRODUCER = re.compile(rb"-- (?:Dump created by )?((?:MySQL|MariaDB) (?:dump|pump utility,) [^\r\n]*)")
_DATABASE = re.compile(rb"-- Host: .*?\s+Database: ([^\r\n]*)")
# HeidiSQL asks whether they were saved at all.
_SET_BACK = re.compile(rb"SQL_NOTES=(?:IFNULL\()?@OLD_SQL_NOTES")
# The second is that of mysqlpump.
_COMPLETED = re.compile(rb"-- Dump (?:completed|end time)")


@dataclass(slots=True)
class DumpHeader:
    """Facts collected while the comments are passed over.

    A file may hold several runs of mysqldump, one behind the other. Each of them has to end as its own
    beginning promises: the end of the first says nothing about the second.

    :param producer: such as ``MySQL dump 10.13  Distrib 9.7.0, for Linux (x86_64)``; None without comments.
        That of the first run.
    :param databases: the databases named in the header comments.
    :param saves_settings: whether the dump saves the session's settings first, to give them back at its end.
    :param awaits_trailer: whether a run has begun with a header comment and its last line is still to come.
    :param awaits_settings: whether settings were saved and are still to be given back.
    :param table_open: whether the client character set that a table definition changed is not yet set back.
    :param unmarked: whether there are tables or rows in a run that has no mark of its end.
    :param lost_end: what an earlier run lacks at its end, or None.
    """

    producer: str | None = None
    databases: list[str] = field(default_factory=list)
    saves_settings: bool = False
    awaits_trailer: bool = False
    awaits_settings: bool = False
    table_open: bool = False
    unmarked: bool = False
    lost_end: str | None = None

    def see_comment(self, comment: bytes) -> None:
        """Record a comment line."""
        if match := _PRODUCER.match(comment):
            self._next_run()
            self.awaits_trailer = True
            self.producer = self.producer or match[1].decode("utf-8", "replace").strip()
        elif match := _DATABASE.match(comment):
            if database := match[1].decode("utf-8", "replace").strip():
                self.databases.append(database)
        elif _COMPLETED.match(comment):
            self.awaits_trailer = False

    def see_setting(self, statement: bytes) -> None:
        """Record a SET statement."""
        if b"@OLD_SQL_NOTES=@@SQL_NOTES" in statement:
            if self.awaits_settings:  # without comments, this is where the next run shows
                self._next_run()
            self.saves_settings = self.awaits_settings = True
        elif _SET_BACK.search(statement):
            self.awaits_settings = False
        elif b"@saved_cs_client" in statement:
            self.table_open = b"= @@character_set_client" in statement

    def see_content(self) -> None:
        """Record a table or rows."""
        if not self.awaits_trailer and not self.awaits_settings:
            self.unmarked = True

    @property
    def shape(self) -> str:
        """``classic`` if the dump prepares its session itself, else ``compact``."""
        return "classic" if self.saves_settings else "compact"

    @property
    def has_ended(self) -> bool:
        """Whether the last line of a dump has come: what follows it is no part of the dump."""
        return self.producer is not None and self._awaited() is None

    def missing_end(self) -> str | None:
        """Return what a complete dump would have at its end and this one has not, or None."""
        return self.lost_end or self._awaited()

    def _awaited(self) -> str | None:
        if self.awaits_trailer:
            return "the line '-- Dump completed'"
        if self.awaits_settings:
            return "what sets the session's settings back"
        if self.table_open:
            return "the line after its last table definition"
        return None

    def _next_run(self) -> None:
        if self.lost_end is None and (awaited := self._awaited()):
            self.lost_end = f"{awaited} of a run before its last one"
        self.awaits_trailer = self.awaits_settings = self.table_open = False
