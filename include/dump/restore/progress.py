"""How far a restore is."""

from __future__ import annotations

from dataclasses import dataclass

_MEGA = 1_000_000


@dataclass(frozen=True, slots=True)
class RestoreProgress:
    """One report of progress.

    :param stage: ``inspect``, ``load`` or ``finish``.
    :param stored_bytes: stored bytes read.
    :param stored_size: size of the object.
    :param text_bytes: uncompressed text read in this stage.
    :param tables_done: complete tables.
    :param tables: tables of the dump; 0 while they are not known.
    :param rows: rows loaded.
    :param seconds: time since this stage began.
    """

    stage: str
    stored_bytes: int
    stored_size: int
    text_bytes: int
    tables_done: int
    tables: int
    rows: int
    seconds: float

    @property
    def share(self) -> float:
        """Share of the object that was read, 0 to 1."""
        return min(self.stored_bytes / self.stored_size, 1.0) if self.stored_size else 1.0

    @property
    def eta_seconds(self) -> float | None:
        """Time left at this pace; None while nothing is known."""
        return self.seconds * (1 - self.share) / self.share if self.share > 0.01 else None

    def line(self) -> str:
        """Return the report as one line for a log."""
        pace = self.text_bytes / _MEGA / self.seconds if self.seconds > 0 else 0.0
        eta = "-" if self.eta_seconds is None else f"{self.eta_seconds:.0f} s"
        return (
            f"{self.stage}: {self.stored_bytes / _MEGA:,.0f} of {self.stored_size / _MEGA:,.0f} MB "
            f"({self.share:.0%}), {pace:.0f} MB/s, {self.tables_done} of {self.tables} tables, "
            f"{self.rows:,} rows, ETA {eta}"
        )
