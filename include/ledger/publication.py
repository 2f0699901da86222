"""One publication: a dump became what readers see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from include.ledger.dump_identity import DumpIdentity


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication(DumpIdentity):
    """A row of ``ops.publications``; the newest one is what readers see.

    :param action: ``publish``, ``roll back``, ``roll back table``, or ``healed``: found in staging without a
        row in the ledger.
    :param published_at: UTC moment.
    :param code_version: commit of the code that published.
    :param run_id: Airflow run, or who rolled back.
    :param replaced_load_id: the restore that was seen before, when known.
    :param replaced_dump_date: its day, when known.
    :param backup_schema: where the replaced copy is.
    :param seconds: duration of the RENAME that succeeded.
    :param attempts: tries that the RENAME needed.
    :param overrides: what a person overrode so that it could be published, a sentence each.
    :param warning_sent_at: UTC moment of the message about the overrides, or None.
    """

    action: str
    published_at: datetime
    code_version: str
    run_id: str
    replaced_load_id: str | None = None
    replaced_dump_date: date | None = None
    backup_schema: str | None = None
    seconds: float | None = None
    attempts: int | None = None
    overrides: tuple[str, ...] = ()
    warning_sent_at: datetime | None = None
