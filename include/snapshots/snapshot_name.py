"""Names of snapshot files: one per JST day below one prefix."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath

from include.clock import parse_day
from include.exceptions import ConfigurationError
from include.settings import Settings


def snapshot_key(settings: Settings, day: date) -> str:
    """Return the key of the snapshot of a day, such as ``snapshots/tenant_status/20260210.csv``."""
    return settings.snapshot_prefix + settings.snapshot_name.format(day=day)


def snapshot_day(settings: Settings, key: str) -> date | None:
    """Return the day that a key is the snapshot of; None if it is not the name of a snapshot."""
    digits = "".join(character for character in PurePosixPath(key).name if character.isdigit())
    try:
        day = parse_day(digits)
    except ConfigurationError:
        return None
    return day if key == snapshot_key(settings, day) else None
