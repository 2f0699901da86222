"""What a load of snapshots did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotSummary:
    """What a load of snapshots did, and the proof that the database holds what S3 holds.

    :param files: snapshot files in S3.
    :param loaded: rows of each day that was loaded now.
    :param rejected: reason for each day whose newest file is unusable, earlier rejections included.
    :param days_in_table: days that the table holds now.
    :param days_without_file: days in the table whose file is gone from S3: history with one copy left.
    :param ignored_keys: objects below the prefix that are no snapshot files.
    :param seconds: duration.
    """

    files: int
    loaded: dict[date, int]
    rejected: dict[date, str]
    days_in_table: int
    days_without_file: tuple[date, ...]
    ignored_keys: tuple[str, ...]
    seconds: float

    @property
    def rows_loaded(self) -> int:
        """Rows loaded now: about one file's worth on an ordinary day."""
        return sum(self.loaded.values())

    def __str__(self) -> str:
        return (
            f"{self.files} snapshot files, {self.days_in_table} days in the table, "
            f"{len(self.loaded)} loaded now ({self.rows_loaded:,} rows, {self.seconds:.1f} s), "
            f"{len(self.rejected)} rejected"
        )
