"""How large a restored dump was, and how long its restore took."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreSize:
    """Size and duration of one restore.

    :param dump_bytes: bytes of SQL text, after decompression.
    :param seconds: wall-clock seconds of the restore.
    """

    dump_bytes: int
    seconds: float
