"""What the server counted in one load."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LoadOutcome:
    """The answer to LOAD DATA: rows read, rows skipped as duplicates, warnings."""

    records: int
    skipped: int
    warnings: int

    def is_exact(self, rows: int) -> bool:
        """Tell whether exactly these rows went in without a word from the server."""
        return self.records == rows and not self.skipped and not self.warnings
