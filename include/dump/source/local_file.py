"""A dump in a file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from include.dump.errors import DumpFormatError, DumpSourceError
from include.dump.source.formats import folder_format

_PIECE = 128 * 1024


class LocalFileSource:
    """A dump in a local file.

    :param path: the file.
    :raises DumpSourceError: if there is no such file or it cannot be read.
    :raises DumpFormatError: if it is a folder; the message names what kind of dump it holds.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path).absolute()
        with self._readable():
            if self._path.is_dir():
                names = {entry.name for entry in self._path.iterdir()}
                raise DumpFormatError(
                    f"{self._path} is a folder: {folder_format(names)}.",
                    "Give the path of one file made by mysqldump or mariadb-dump.",
                )
            status = self._path.stat()
            with self._path.open("rb"):
                pass
        self._status = (status.st_size, status.st_mtime_ns, status.st_ino)

    @property
    def uri(self) -> str:
        """The path."""
        return str(self._path)

    @property
    def identity(self) -> str:
        """Path, size and time of change."""
        return f"file://{self._path}#{self._status[0]}-{self._status[1]}"

    @property
    def etag(self) -> str | None:
        """None: files have no ETag."""
        return None

    @property
    def size(self) -> int:
        """Size in bytes."""
        return self._status[0]

    @property
    def seekable(self) -> bool:
        """True: a file can be read anywhere."""
        return True

    def read(self, start: int = 0, end: int | None = None, *, ahead: bool = True) -> Iterator[bytes]:
        """Yield the bytes of a part, or all, in pieces of 128 KiB.

        :param start: offset of the first byte.
        :param end: offset behind the last one; None reads to the end.
        :param ahead: of no meaning; the system reads ahead.
        :raises DumpSourceError: if the file was changed since it was opened first, or cannot be read.
        """
        with self._opened() as file:
            if hasattr(os, "posix_fadvise"):
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_SEQUENTIAL)
            file.seek(start)
            left = (self.size if end is None else end) - start
            while left:
                with self._readable():
                    piece = file.read(min(_PIECE, left))
                if not piece:
                    break
                left -= len(piece)
                yield piece
            self._check_unchanged()

    def tail(self, length: int) -> bytes:
        """Return the last ``length`` bytes."""
        with self._readable(), self._opened() as file:
            file.seek(max(0, self.size - length))
            return file.read(length)

    def _opened(self) -> FileIO:
        with self._readable():
            return self._path.open("rb", buffering=0)

    def _check_unchanged(self) -> None:
        with self._readable():
            status = self._path.stat()
        if (status.st_size, status.st_mtime_ns, status.st_ino) != self._status:
            raise DumpSourceError(
                f"{self._path} was changed while it was read.",
                "Wait until it is completely written, then retry.",
            )

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Make what the system says of the file an error of the source; not around a ``yield``."""
        try:
            yield
        except OSError as error:
            raise DumpSourceError(
                f"{self._path} cannot be read: {error.strerror or type(error).__name__}.",
                "Check the path and its permissions.",
            ) from error
