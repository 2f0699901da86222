"""Which dump readers see, asked of staging itself."""

from __future__ import annotations

from datetime import date

from include.exceptions import PublishError
from include.settings import Settings
from include.warehouse.dump_seal import DumpSeal
from include.warehouse.seal import read_seal
from include.warehouse.target import WarehouseTarget


def published_dump(target: WarehouseTarget, settings: Settings) -> DumpSeal | None:
    """Return the seal of what readers see, or None before the first publication."""
    with target.with_schema(None).connect() as connection:
        return read_seal(connection, settings.staging_schema)


def require_published_day(target: WarehouseTarget, settings: Settings, day: date) -> DumpSeal:
    """Return the seal of what readers see, which must be the dump of a day.

    For steps that build on staging with a day's as-of date: cleared in the run of another day, they would
    write that day's date over this day's data.

    :raises PublishError: if staging holds another day, or nothing.
    """
    seal = published_dump(target, settings)
    if seal is None or seal.dump_date != day:
        held = f"the dump of {seal.dump_date}" if seal else "nothing"
        raise PublishError(
            f"Readers see {held}, not the dump of {day}.",
            f"Clear the task in the run of the published day, or publish {day} again with force_restore.",
        )
    return seal
