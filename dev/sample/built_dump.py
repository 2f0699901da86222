"""A dump that was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class BuiltDump:
    """A dump file, its manifest, and what is in them.

    :param day: the day in its name.
    :param path: the stored file, ``OUT/dumps/gghouse_YYYYMMDD.sql[.gz|.zst]``.
    :param manifest_path: the manifest, or None where a fault left it out.
    :param key: the dump's key in the bucket.
    :param rows: rows by table as loaded into the source, before a fault took any away.
    :param text_bytes: length of the dump before compression and faults.
    :param seconds: how long it took to make.
    """

    day: date
    path: Path
    manifest_path: Path | None
    key: str
    rows: Mapping[str, int]
    text_bytes: int
    seconds: float
