"""What an inspection found out about a dump."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from include.dump.parse.alteration import Alteration
from include.dump.parse.table_definition import TableDefinition


@dataclass(frozen=True, slots=True)
class TableReport:
    """One table of a dump.

    :param name: its name.
    :param columns: number of columns.
    :param statements: number of INSERT statements.
    :param text_bytes: size of these statements; in a quick inspection up to the next line that begins one.
    :param offset: where its CREATE TABLE begins in the uncompressed text, in bytes.
    :param rows: rows counted; None in a quick inspection.
    :param rows_by_insert: how many of them go by INSERT, odd ones and some among them; None in a quick one.
    """

    name: str
    columns: int
    statements: int
    text_bytes: int
    offset: int
    rows: int | None = None
    rows_by_insert: int | None = None


@dataclass(frozen=True, slots=True)
class DumpReport:
    """A dump that passed its inspection.

    :param uri: the dump.
    :param identity: the dump with its version.
    :param etag: ETag of an S3 object.
    :param stored_bytes: size as stored.
    :param sha256: checksum of the stored bytes.
    :param text_bytes: size of the uncompressed text.
    :param compression: ``none``, ``gzip`` or ``zstd``.
    :param unchecked: whether there is zstd data without a checksum of its content.
    :param shape: ``classic`` or ``compact``.
    :param end_is_marked: whether a cut right behind a statement would show; what is made with --compact has
        no last line.
    :param zone_is_open: whether there are TIMESTAMP columns and the dump does not say in which time zone.
    :param producer: the program named in the header comment, or None.
    :param database: the database the dump says it was taken from, or None if it says nothing.
    :param tables: the tables in the order of the dump.
    :param largest_statement: length of the longest INSERT in bytes.
    :param objects: views, triggers, procedures, functions and events by kind, which a restore skips; empty
        in a quick inspection.
    :param full: whether every byte was read as SQL, not only the lines that begin a statement.
    :param time_zones: those that the dump sets.
    :param stand_ins: tables that the dump replaces by views of the same name; no part of ``tables``.
    :param numbered: tables to some of whose rows the server gives their number; empty in a quick inspection.
    :param definitions: the parsed table definitions; not part of the JSON.
    :param alterations: what the dump does to its tables behind their rows; not part of the JSON.
    """

    uri: str
    identity: str
    etag: str | None
    stored_bytes: int
    sha256: str | None
    text_bytes: int
    compression: str
    unchecked: bool
    shape: str
    end_is_marked: bool
    producer: str | None
    database: str | None
    tables: tuple[TableReport, ...]
    largest_statement: int
    objects: dict[str, int]
    full: bool
    zone_is_open: bool = False
    time_zones: frozenset[str] = frozenset()
    stand_ins: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    definitions: dict[str, TableDefinition] = field(default_factory=dict, repr=False, compare=False)
    alterations: tuple[Alteration, ...] = field(default=(), repr=False, compare=False)

    @property
    def table_names(self) -> tuple[str, ...]:
        """Names of the tables, in the order of the dump."""
        return tuple(table.name for table in self.tables)

    def to_json(self) -> str:
        """Return everything but definitions and alterations as one JSON object."""
        facts: dict[str, Any] = asdict(replace(self, definitions={}, alterations=()))
        del facts["definitions"], facts["alterations"]
        facts["time_zones"] = sorted(self.time_zones)
        facts["stand_ins"], facts["numbered"] = sorted(self.stand_ins), sorted(self.numbered)
        return json.dumps(facts, ensure_ascii=False)
