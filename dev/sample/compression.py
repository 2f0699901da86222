"""How a dump is stored."""

from __future__ import annotations

import zlib
from enum import StrEnum
from typing import Protocol


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


class _Nothing:
    def compress(self, data: bytes, /) -> bytes:
        return data

    def flush(self) -> bytes:
        return b""


class Compression(StrEnum):
    """Plain, gzip or Zstandard; all reproducible, byte for byte."""

    NONE = "none"
    GZIP = "gzip"
    ZSTD = "zstd"

    @property
    def suffix(self) -> str:
        """What is added to the file's name."""
        return {"none": "", "gzip": ".gz", "zstd": ".zst"}[self.value]

    def compressor(self) -> _Compressor:
        """Return a compressor for one stream."""
        if self is Compression.GZIP:
            return zlib.compressobj(1, zlib.DEFLATED, 31)
        if self is Compression.ZSTD:
            import zstandard  # noqa: PLC0415 (needed for this form only)

            return zstandard.ZstdCompressor(level=1, threads=0, write_checksum=True).compressobj()
        return _Nothing()
