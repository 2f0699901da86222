"""The two shapes in which the source has been dumped."""

from __future__ import annotations

from enum import StrEnum

_COMMON = (
    "--single-transaction",
    "--quick",
    "--lock-tables=false",
    "--triggers",
    "--routines",
    "--events",
    "--extended-insert=true",
    "--default-character-set=utf8mb4",
    # Without it the dumps of two runs would differ in their last line only.
    "--skip-dump-date",
)


class DumpShape(StrEnum):
    """How mysqldump is called: with header, DROP and trailer, or bare with CREATE DATABASE and USE."""

    CLASSIC = "classic"
    COMPACT = "compact"

    def arguments(self, database: str) -> list[str]:
        """Return mysqldump's arguments for this shape of a database."""
        if self is DumpShape.COMPACT:
            return [*_COMMON, "--compact", "-B", database]
        return [*_COMMON, database]
