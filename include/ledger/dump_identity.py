"""Which dump it is: the facts that restore marker, restore record and publication agree on."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class DumpIdentity:
    """One restored dump.

    :param load_id: the restore; a repeated restore of the same object gets another one.
    :param restore_id: the object version that was restored.
    :param dump_date: JST day of the dump.
    :param object_key: key of the dump in S3.
    :param etag: its ETag.
    :param version_id: its S3 version, or empty.
    :param sha256: SHA-256 of the stored bytes, or None.
    :param table_count: tables of the dump.
    :param row_count: rows of the dump.
    """

    load_id: str
    restore_id: str
    dump_date: date
    object_key: str
    etag: str
    version_id: str
    sha256: str | None
    table_count: int
    row_count: int

    def facts(self) -> dict[str, Any]:
        """Return these facts alone, to hand them on to another record of the same dump."""
        return {field.name: getattr(self, field.name) for field in fields(DumpIdentity)}
