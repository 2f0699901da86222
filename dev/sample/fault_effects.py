"""What faults do to a finished or unfinished dump file and to its manifest."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dev.sample.compression import Compression
from dev.sample.fault import Fault
from include.exceptions import ConfigurationError

_INSERT = b"INSERT INTO `m_nationalities` VALUES ("
_CUT_AT = b"INSERT INTO `rooms` VALUES ("
_KEPT = 0.6


def line_edit(fault: Fault | None) -> Callable[[bytes], bytes] | None:
    """Return what a fault does to the lines of a dump, or None if it leaves them alone."""
    if fault is Fault.DUPLICATE_KEY:
        return _duplicate_first_row
    if fault is Fault.SHORT_ROW:
        return _shorten_first_row
    return _CutOff() if fault is Fault.INCOMPLETE else None


def spoil_file(fault: Fault | None, path: Path) -> None:
    """Spoil a stored dump after its manifest was written."""
    if fault is Fault.TRUNCATED:
        os.truncate(path, int(path.stat().st_size * _KEPT))
    elif fault is Fault.EMPTY:
        os.truncate(path, 0)
    elif fault is Fault.CORRUPT:
        with path.open("r+b") as handle:
            handle.seek(path.stat().st_size // 2)
            byte = handle.read(1)
            handle.seek(-1, os.SEEK_CUR)
            handle.write(bytes([byte[0] ^ 0xFF]))


def spoil_manifest(fault: Fault | None, content: dict[str, Any]) -> dict[str, Any] | None:
    """Return the manifest with what a fault does to it; None for no manifest at all."""
    if fault is Fault.MANIFEST_MISSING:
        return None
    if fault is Fault.MANIFEST_INVALID:
        return {
            **content,
            "source_valid": False,
            "valid_for_etl": False,
            "reason": "corrupted_snapshot_window",
        }
    return content


def stored_as(fault: Fault | None, compression: Compression) -> tuple[Compression, str]:
    """Return how the dump is really compressed and what its name claims.

    :raises ConfigurationError: if the fault is about compression and the dump has none.
    """
    if fault is Fault.NOT_GZIP:
        return Compression.NONE, Compression.GZIP.suffix
    if fault is Fault.CORRUPT and compression is Compression.NONE:
        raise ConfigurationError(
            "A flipped byte in a plain dump may be invisible.", "Ask for the fault with gzip or zstd."
        )
    return compression, compression.suffix


class _CutOff:
    """Ends the dump in the middle of the rooms."""

    def __init__(self) -> None:
        self._over = False

    def __call__(self, line: bytes) -> bytes:
        if self._over:
            return b""
        if line.startswith(_CUT_AT):
            self._over = True
            return line[: len(line) // 2]
        return line


def _duplicate_first_row(line: bytes) -> bytes:
    if not line.startswith(_INSERT):
        return line
    first = line[len(_INSERT) - 1 : line.index(b"),(") + 1]
    return line.replace(_INSERT, _INSERT[:-1] + first + b",(", 1)


def _shorten_first_row(line: bytes) -> bytes:
    if not line.startswith(_INSERT):
        return line
    end = line.index(b"),(")
    return line[: line.rindex(b",", 0, end)] + line[end:]
