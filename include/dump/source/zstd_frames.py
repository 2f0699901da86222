"""Cutting zstd data where its blocks end, and telling whether its frames have checksums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import zstandard

# RFC 8878, "Zstandard Frames", "Blocks" and "Skippable Frames".
_SKIPPABLE = b"\x2a\x4d\x18"  # behind a byte of 0x50 to 0x5f
_SKIPPABLE_HEADER = 8
_LONGEST_HEADER = 18
_BLOCK_HEADER = 3
_RLE = 1
_CHECKSUM = 4


class ZstdFrames:
    """The layout of a stream of frames, followed while it passes.

    A block holds at most 128 KiB of text however few bytes it has itself, and zstandard cannot bound what
    one call returns. So what goes in is bounded, to one block. Nothing is checked here: damaged data is
    passed on for the decompressor to refuse.
    """

    def __init__(self) -> None:
        self.unchecked = False
        """Whether there was a frame without a checksum of its content."""
        self._in_frame = False
        self._checksum = 0

    def pieces(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the same bytes in pieces of no more than one block."""
        begun = b""
        rest = 0
        for chunk in chunks:
            data = begun + chunk if begun else chunk
            position = 0
            while position < len(data):
                rest = rest or self._next(data, position)
                if not rest:
                    break
                piece = data[position : position + rest]
                rest -= len(piece)
                position += len(piece)
                yield piece
            begun = data[position:]
        if begun:
            yield begun

    def _next(self, data: bytes, position: int) -> int:
        """Return the length of the header or block that begins here; 0 if more bytes have to be seen."""
        header = data[position : position + _LONGEST_HEADER]
        if self._in_frame:
            return self._block(header)
        if header[1:4] == _SKIPPABLE:
            known = len(header) >= _SKIPPABLE_HEADER
            return _SKIPPABLE_HEADER + int.from_bytes(header[4:8], "little") if known else 0
        try:
            size = zstandard.frame_header_size(header)
            parameters = zstandard.get_frame_parameters(header)
        except zstandard.ZstdError:  # it is cut by the end of the chunk, or no header
            return len(header) if len(header) == _LONGEST_HEADER else 0
        self._in_frame = True
        self._checksum = _CHECKSUM if parameters.has_checksum else 0
        self.unchecked |= not parameters.has_checksum
        return size

    def _block(self, header: bytes) -> int:
        if len(header) < _BLOCK_HEADER:
            return 0
        facts = int.from_bytes(header[:_BLOCK_HEADER], "little")
        last, kind, size = facts & 1, facts >> 1 & 3, facts >> 3
        self._in_frame = not last
        return _BLOCK_HEADER + (1 if kind == _RLE else size) + (self._checksum if last else 0)
