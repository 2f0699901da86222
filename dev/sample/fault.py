"""Ways in which a day's dump can be wrong."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

_SQL = Path(__file__).parent / "faults"


class Fault(StrEnum):
    """One way in which a dump can be wrong; the name is what ``--fault`` takes."""

    #: The stored object ends early; the manifest speaks of the whole.
    TRUNCATED = "truncated"
    #: mysqldump died: the text ends early, yet was compressed, measured and announced as it is.
    INCOMPLETE = "incomplete"
    #: A byte in the middle of the stored object is another one.
    CORRUPT = "corrupt"
    #: The object has no bytes.
    EMPTY = "empty"
    #: Named .gz, but not compressed.
    NOT_GZIP = "not_gzip"
    #: The content of eight days before under today's name, announced as valid (18 Feb 2026).
    STALE = "stale"
    #: The dump of eight days before, name and all, uploaded again today.
    OLD_DUMP = "old_dump"
    #: Dumped from another database than ``basis``, although it says so only inside and in the manifest.
    WRONG_SOURCE = "wrong_source"
    #: m_nationalities falls from 200 rows to none.
    LOOKUP_EMPTIED = "lookup_emptied"
    #: One of the 81 tables is not in the dump.
    TABLE_MISSING = "table_missing"
    #: tenants has a column more.
    COLUMN_ADDED = "column_added"
    #: A third of movings and a twentieth of tenants are gone.
    ROWS_LOST = "rows_lost"
    #: The contract types of movings collapse into 1.
    TYPES_MERGED = "types_merged"
    #: One moving in ten belongs to a tenant that does not exist.
    ORPHANS = "orphans"
    #: One INSERT holds the same primary key twice.
    DUPLICATE_KEY = "duplicate_key"
    #: One row of an INSERT has a value too few.
    SHORT_ROW = "short_row"
    #: The manifest says that the dump is not valid, and why.
    MANIFEST_INVALID = "manifest_invalid"
    #: There is no manifest.
    MANIFEST_MISSING = "manifest_missing"

    @property
    def source_change(self) -> str | None:
        """The statements that spoil the source before it is dumped, or None."""
        path = _SQL / f"{self.value}.sql"
        return path.read_text(encoding="utf-8") if path.is_file() else None

    @property
    def content_age_days(self) -> int:
        """How many days the content is older than the dump should be."""
        return 8 if self in (Fault.STALE, Fault.OLD_DUMP) else 0

    @property
    def name_age_days(self) -> int:
        """How many days the name is older than it should be."""
        return 8 if self is Fault.OLD_DUMP else 0

    @property
    def database(self) -> str | None:
        """The database that is dumped instead of ``basis``, or None."""
        return "staging_copy" if self is Fault.WRONG_SOURCE else None
