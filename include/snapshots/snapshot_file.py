"""One snapshot file in S3."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotFile:
    """One snapshot file in S3.

    :param day: JST day in its name.
    :param key: object key.
    :param etag: ETag without quotes.
    :param size: bytes.
    """

    day: date
    key: str
    etag: str
    size: int
