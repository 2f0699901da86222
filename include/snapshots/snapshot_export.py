"""What an export did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotExport:
    """What an export did.

    :param day: JST day of the snapshot.
    :param key: the file in S3.
    :param rows: tenants in it.
    :param size: bytes.
    :param sha256: of its content, in hex; also in the object's metadata.
    :param changed: False if S3 held the same bytes already.
    """

    day: date
    key: str
    rows: int
    size: int
    sha256: str
    changed: bool
