"""The uncompressed text of a stored dump, with what is learned on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from include.dump.errors import DumpMismatchError, DumpSourceError
from include.dump.source.decompress import decompress
from include.dump.source.formats import Compression, check_format, compression_of
from include.dump.source.source import DumpSource
from include.dump.source.zstd_frames import ZstdFrames

_BEGINNING = 4096


class DumpStream:
    """One pass over a source.

    :param source: the stored dump.
    :param checksum: compute the SHA-256 of the stored bytes as they pass.
    :param expected_sha256: what it has to be when the last byte has passed, in hexadecimal.
    :param ahead: fetch it as fast as the store can; False where what becomes of it takes longer.
    """

    def __init__(
        self,
        source: DumpSource,
        *,
        checksum: bool = False,
        expected_sha256: str | None = None,
        ahead: bool = True,
    ) -> None:
        self._source, self._ahead = source, ahead
        self._hash = hashlib.sha256() if checksum or expected_sha256 else None
        self._expected = expected_sha256
        self.compression = Compression.NONE
        self.stored_bytes = 0
        self.text_bytes = 0
        self._frames = ZstdFrames()

    @property
    def sha256(self) -> str | None:
        """SHA-256 of the stored bytes read so far, or None if it was not asked for."""
        return self._hash.hexdigest() if self._hash else None

    @property
    def unchecked(self) -> bool:
        """Whether zstd data without a checksum of its content has passed."""
        return self._frames.unchecked

    def text(self) -> Iterator[bytes]:
        """Yield the uncompressed text.

        :raises DumpFormatError: if the content is no mysqldump.
        :raises DumpIncompleteError: if compressed data is damaged or ends too early.
        :raises DumpMismatchError: if the checksum differs.
        """
        stored = self._stored()
        beginning = next(stored, b"")
        while len(beginning) < _BEGINNING and (more := next(stored, b"")):
            beginning += more
        self.compression = compression_of(beginning)

        def chained() -> Iterator[bytes]:
            yield beginning
            yield from stored

        first = True
        held = b""
        for piece in decompress(chained(), self.compression, self._frames):
            if first:
                held += piece
                if len(held) < _BEGINNING:
                    continue
                check_format(held)
                first = False
                self.text_bytes += len(held)
                yield held
                held = b""
            elif piece:
                self.text_bytes += len(piece)
                yield piece
        if first:
            check_format(held)
            self.text_bytes += len(held)
            yield held
        self._check_end()

    def _stored(self) -> Iterator[bytes]:
        for piece in self._source.read(ahead=self._ahead):
            self.stored_bytes += len(piece)
            if self._hash is not None:
                self._hash.update(piece)
            yield piece

    def _check_end(self) -> None:
        if self.stored_bytes != self._source.size:
            raise DumpSourceError(
                f"{self._source.uri} gave {self.stored_bytes:,} bytes instead of {self._source.size:,}.",
                "Retry; if it happens again the store is at fault.",
            )
        if self._expected and self.sha256 != self._expected.lower():
            raise DumpMismatchError(
                f"The SHA-256 of {self._source.uri} is {self.sha256}, not {self._expected.lower()}.",
                "Have the dump uploaded again: its content is not what was announced.",
            )
