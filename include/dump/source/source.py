"""Where the stored bytes of a dump come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol


class DumpSource(Protocol):
    """A stored dump that can be read any number of times and does not change meanwhile.

    ``uri`` names it for people, ``identity`` is another one for other content (it holds the ETag or, for a
    file, size and time of change), ``size`` is its stored size in bytes.
    """

    @property
    def uri(self) -> str:
        """Its name for people: a path or an ``s3://`` address."""

    @property
    def identity(self) -> str:
        """Its name and version: differs when the content may differ."""

    @property
    def etag(self) -> str | None:
        """The ETag of an S3 object, without quotes; None for a file."""

    @property
    def size(self) -> int:
        """Stored size in bytes."""

    @property
    def seekable(self) -> bool:
        """Whether several parts can be read at once as cheaply as the whole from end to end."""

    def read(self, start: int = 0, end: int | None = None, *, ahead: bool = True) -> Iterator[bytes]:
        """Yield the stored bytes of a part, or all, in pieces of 128 KiB.

        :param start: offset of the first byte.
        :param end: offset behind the last one; None reads to the end.
        :param ahead: fetch the whole as fast as the store can, which takes memory; False where what becomes
            of it takes longer.
        :raises DumpSourceError: if the object is gone, was replaced, or cannot be read to its end.
        """

    def tail(self, length: int) -> bytes:
        """Return the last ``length`` stored bytes, or all if there are fewer."""
