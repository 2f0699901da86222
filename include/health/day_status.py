"""What became of the dump of a day."""

from __future__ import annotations

from enum import StrEnum


class DayStatus(StrEnum):
    """What became of the dump of a day; the value is what the pages call it."""

    PUBLISHED = "published"
    WAIVED = "published with a waiver"
    LATE = "late"
    ROLLED_BACK = "rolled back"
    REFUSED = "refused"
    FAILED = "failed"
    MISSING = "missing"
    RUNNING = "running"
    NOT_DUE = "not due yet"
    NO_RECORD = "no record"

    @property
    def level(self) -> str:
        """``green``, ``amber``, ``red`` or ``none``: how the pages colour it."""
        return _LEVELS[self]


_LEVELS = {
    DayStatus.PUBLISHED: "green",
    DayStatus.WAIVED: "amber",
    DayStatus.LATE: "amber",
    DayStatus.ROLLED_BACK: "amber",
    DayStatus.REFUSED: "red",
    DayStatus.FAILED: "red",
    DayStatus.MISSING: "red",
    DayStatus.RUNNING: "none",
    DayStatus.NOT_DUE: "none",
    DayStatus.NO_RECORD: "none",
}
