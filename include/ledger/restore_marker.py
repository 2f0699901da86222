"""The restore marker: which dump a schema holds, written into the schema itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreMarker:
    """The one row of the table ``_dump_seal`` of a schema that holds a complete restored dump.

    The table is written last by a restore and travels with the tables in the RENAME of a publish. So what a
    schema says about itself cannot differ from what it holds, whatever died in between.

    :param load_id: the restore that filled the schema.
    :param restore_id: the object version that was restored.
    :param dump_date: JST day of the dump.
    :param object_key: key of the dump in S3.
    :param etag: its ETag.
    :param version_id: its S3 version, or empty.
    :param sha256: SHA-256 of the stored bytes, or None.
    :param table_count: tables of the dump.
    :param row_count: rows of the dump.
    :param sealed_at: UTC moment at which the restore was complete.
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
    sealed_at: datetime
