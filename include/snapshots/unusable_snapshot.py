"""A snapshot file that cannot be loaded."""

from __future__ import annotations

from include.exceptions import SnapshotError


class UnusableSnapshotError(SnapshotError):
    """A snapshot file that cannot be loaded; the other files are loaded all the same.

    :param reason: what is wrong, with a line number where there is one, never with a row's content.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The file {reason}.", "Repair or replace the file; it is read again when it changes."
        )
        self.reason = reason
