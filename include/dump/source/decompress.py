"""Uncompressing a stream in pieces of bounded size; every checksum that the data has is checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import zstandard
from isal import isal_zlib

from include.dump.errors import DumpIncompleteError
from include.dump.source.formats import Compression
from include.dump.source.zstd_frames import ZstdFrames

_ISAL_ERROR: Any = isal_zlib.error  # its stub has it as an instance
_OUTPUT = 128 * 1024
_GZIP_WBITS = 31


def decompress(
    chunks: Iterable[bytes], compression: Compression, frames: ZstdFrames | None = None
) -> Iterator[bytes]:
    """Yield the uncompressed text, in pieces of at most a few hundred kilobytes if it was compressed.

    A gzip file has a checksum of its content. A zstd frame need not have one: what is damaged in such a
    frame and can still be decompressed passes.

    :param chunks: the stored bytes.
    :param compression: how they are compressed.
    :param frames: learns of the frames of zstd.
    :raises DumpIncompleteError: if the stream is damaged or ends too early.
    """
    if compression is Compression.GZIP:
        return _gzip(chunks)
    if compression is Compression.ZSTD:
        return _zstd((frames or ZstdFrames()).pieces(chunks))
    return iter(chunks)


def _gzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    member = None  # members may follow each other: pigz and "cat a.gz b.gz" make such files
    try:
        for chunk in chunks:
            data = chunk
            while data:
                if member is None:
                    data = data.lstrip(b"\x00")  # padding between members, as gzip itself allows
                    if not data:
                        break
                    member = isal_zlib.decompressobj(_GZIP_WBITS)
                yield member.decompress(data, _OUTPUT)
                if member.eof:
                    data, member = member.unused_data, None
                else:
                    data = member.unconsumed_tail
    except _ISAL_ERROR as error:
        raise _damaged("gzip", str(error)) from error
    if member is not None:
        raise _cut("gzip")


def _zstd(pieces: Iterable[bytes]) -> Iterator[bytes]:
    context = zstandard.ZstdDecompressor()
    frame = None
    try:
        for piece in pieces:
            data = piece
            while data:
                frame = frame or context.decompressobj()
                yield frame.decompress(data)
                if not frame.eof:
                    break
                data, frame = frame.unused_data, None
    except zstandard.ZstdError as error:
        raise _damaged("zstd", str(error)) from error
    if frame is not None:
        raise _cut("zstd")


def _damaged(kind: str, reason: str) -> DumpIncompleteError:
    return DumpIncompleteError(
        f"The {kind} data of the dump is damaged: {reason}.", "Have the dump made and uploaded again."
    )


def _cut(kind: str) -> DumpIncompleteError:
    return DumpIncompleteError(
        f"The {kind} data of the dump ends too early.",
        "Have the dump uploaded again; the upload was cut off.",
    )
