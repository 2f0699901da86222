"""What can be wrong with a dump or its restore. No message carries a value of a row."""

from __future__ import annotations

from typing import Final

from include.exceptions import DumpError

OWN_PROGRAM_ACTION: Final = (
    "Have the dump made with mysqldump or mariadb-dump. Exports of other programs, and files put together by "
    "hand, hold statements that this restore does not run."
)


class DumpSourceError(DumpError):
    """The dump cannot be read: missing, changed while it was read, or the connection to its store broke."""


class DumpFormatError(DumpError):
    """The object is not a mysqldump file; the message names what it is."""


class DumpIncompleteError(DumpError):
    """The dump ends too early or its compressed data is damaged."""


def cut_off(where: str, offset: int) -> DumpIncompleteError:
    """Return the error of a dump whose text ends inside something.

    :param where: inside what.
    :param offset: where that begins, in bytes of uncompressed text.
    """
    return DumpIncompleteError(
        f"The dump ends {where}, which begins at byte {offset} of its text.",
        "Have the dump made and uploaded again; compare its size with that of the original.",
    )


class ChunkBoundaryError(DumpError):
    """Part of a dump does not begin or end where its inspection saw it; it has to be read from end to end."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem, "Have the dump read from end to end.")


class DumpMismatchError(DumpError):
    """The dump is sound but not the expected one: size, checksum, database or tables differ."""


class DumpStatementError(DumpError):
    """The dump holds a statement that a mysqldump file does not hold, so skipping it could lose data."""


class RestoreTargetError(DumpError):
    """The target server or schema cannot take a restore."""


class RestoreBusyError(DumpError):
    """Another restore into the same schema is running; the message says whose."""


class RestoreCancelledError(DumpError):
    """The restore was asked to stop."""

    def __init__(
        self,
        problem: str = "The restore was stopped.",
        action: str = "Start it again; it goes on with what is not complete.",
    ) -> None:
        super().__init__(problem, action)


class RestoreTableError(DumpError):
    """At least one table could not be restored; the message names table, row number and reason."""
