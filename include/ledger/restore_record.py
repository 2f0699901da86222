"""What the ledger keeps of one restored dump."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from include.ledger.dump_identity import DumpIdentity
from include.ledger.dump_object import DumpObject
from include.ledger.restored_table import RestoredTable


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreRecord:
    """One completed restore of one dump object version.

    :param dump: the object that was restored.
    :param sha256: SHA-256 in hex of the stored bytes that were read.
    :param tables: every table of the dump, empty ones included.
    :param started_at: UTC moment at which the restore began.
    :param finished_at: UTC moment at which its last table was complete.
    :param code_version: commit of the code that restored it.
    :param run_id: Airflow run.
    :param text_bytes: bytes of SQL text after decompression.
    :param summary: the restore's own report in JSON types, without row contents.
    :param load_id: names this one restore; a repeated restore of the same object gets another one.
    """

    dump: DumpObject
    sha256: str | None
    tables: tuple[RestoredTable, ...]
    started_at: datetime
    finished_at: datetime
    code_version: str
    run_id: str
    text_bytes: int | None = None
    summary: dict[str, Any] = field(default_factory=dict)
    load_id: str = field(default_factory=lambda: uuid4().hex)

    @property
    def row_count(self) -> int:
        """Rows of all tables."""
        return sum(table.row_count for table in self.tables)

    @property
    def seconds(self) -> float:
        """Wall-clock seconds of the restore."""
        return (self.finished_at - self.started_at).total_seconds()

    def identity(self) -> DumpIdentity:
        """Return which dump was restored."""
        return DumpIdentity(
            load_id=self.load_id,
            restore_id=self.dump.restore_id,
            dump_date=self.dump.dump_date,
            object_key=self.dump.key,
            etag=self.dump.etag,
            version_id=self.dump.version_id,
            sha256=self.sha256,
            table_count=len(self.tables),
            row_count=self.row_count,
        )
