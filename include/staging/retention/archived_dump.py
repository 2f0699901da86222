"""Where the archive copy of a dump is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedDump:
    """Where the archive copy of a dump is.

    :param key: the copy.
    :param source_key: what was copied.
    :param size: bytes.
    :param changed: False if the copy was there already.
    """

    key: str
    source_key: str
    size: int
    changed: bool
