"""Zero bytes in the text of a dump, which the ``mysql`` client refuses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from include.dump.errors import DumpIncompleteError


def without_zero_bytes(pieces: Iterable[bytes], uri: str) -> Iterator[bytes]:
    """Hand the pieces of a dump's text on.

    The client stops at such a byte wherever it stands (MySQL manual, "mysql Client Options", --binary-mode).
    mysqldump writes it as an escape; a disk or a copy that failed leaves them in place of text.

    :param pieces: the uncompressed text.
    :param uri: the dump, for the message.
    :raises DumpIncompleteError: saying where the first one is.
    """
    offset = 0
    for piece in pieces:
        if (found := piece.find(b"\0")) >= 0:
            raise DumpIncompleteError(
                f"{uri} holds a zero byte at byte {offset + found} of its text, which the mysql client "
                "refuses. A dump writes it as \\0 or in hexadecimal; where a disk or a copy failed, such "
                "bytes stand in place of text.",
                "Compare size and checksum with those of the original, or have the dump made again.",
            )
        offset += len(piece)
        yield piece
