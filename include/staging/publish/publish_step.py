"""What one publish or roll-back is about to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from include.ledger.publication import Publication
from include.ledger.restore_marker import RestoreMarker
from include.mysql.timestamps import utc_now


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishStep:
    """What one publish or roll-back is about to do.

    :param action: ``publish``, ``roll back`` or ``healed``, for the ledger.
    :param run_id: Airflow run, or who rolls back.
    :param code_version: commit of the code.
    :param marker: the dump that readers will see.
    :param seen: the dump that they see now; None when nothing was published by this pipeline.
    :param source: schema that holds the dump.
    :param tables: its tables, the restore marker included.
    :param replaced_day: names the backup schema of what is replaced.
    :param overrides: what a person overrode, a sentence each.
    :param healed: an earlier try's publication was recorded just before.
    """

    action: str
    run_id: str
    code_version: str
    marker: RestoreMarker
    seen: RestoreMarker | None
    source: str
    tables: tuple[str, ...]
    replaced_day: date
    overrides: tuple[str, ...] = ()
    healed: bool = False

    def publication(self, **details: Any) -> Publication:
        """Return the ledger's row; ``details`` are the fields of the RENAME."""
        return publication_of(
            self.marker,
            action=self.action,
            run_id=self.run_id,
            code_version=self.code_version,
            replaced_load_id=self.seen.load_id if self.seen else None,
            replaced_dump_date=self.seen.dump_date if self.seen else None,
            overrides=self.overrides,
            **details,
        )


def publication_of(
    marker: RestoreMarker, *, action: str, run_id: str, code_version: str, **details: Any
) -> Publication:
    """Return the ledger's row for a completely restored dump that readers see from now on."""
    return Publication(
        **marker.facts(),
        action=action,
        published_at=utc_now(),
        code_version=code_version,
        run_id=run_id,
        **details,
    )
